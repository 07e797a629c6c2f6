// number = 38
// name = "deciding-facts"
// theme = "law"
// title = { zh = "区分帮信、掩隐、洗钱与诈骗共犯所需的事实是否齐备？", en = "Are the facts there that tell aiding, concealing, laundering and complicity apart?" }
// missing = { zh = "法律规则（罪名要件与条文版本）尚未提供", en = "the room of dated legal rules (elements of offences, versions of provisions) is not there yet" }
