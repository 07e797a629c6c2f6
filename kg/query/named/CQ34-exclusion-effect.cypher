// number = 34
// name = "exclusion-effect"
// theme = "evidence"
// title = { zh = "若排除某证据，哪些事实、路径和金额随之失效？", en = "If one piece of evidence is excluded, which facts, ways and sums fall with it?" }
// missing = { zh = "全链条分析（按时间和金额的资金路径、合并与排除的影响）尚未提供", en = "the room that works on the whole chain (ways of money in time, effects of a merge or an exclusion) is not there yet" }
