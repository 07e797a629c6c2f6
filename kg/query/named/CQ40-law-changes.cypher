// number = 40
// name = "law-changes"
// theme = "law"
// title = { zh = "某条文版本的变更影响哪些已作的认定？", en = "Which findings cite a version of a provision that was not in force at the time?" }
// missing = { zh = "法律规则（罪名要件与条文版本）尚未提供", en = "the room of dated legal rules (elements of offences, versions of provisions) is not there yet" }
