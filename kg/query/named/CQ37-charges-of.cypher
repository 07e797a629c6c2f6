// number = 37
// name = "charges-of"
// theme = "law"
// title = { zh = "某主体的行为对应哪些罪名候选，各要件有何证据、缺什么？", en = "Which offences may an actor's acts fall under, and which elements are met or missing?" }
// missing = { zh = "法律规则（罪名要件与条文版本）尚未提供", en = "the room of dated legal rules (elements of offences, versions of provisions) is not there yet" }
