// number = 6
// name = "cut-points"
// theme = "chain"
// title = { zh = "切断哪个节点会中断最多的资金路径？", en = "Which node, cut off, breaks the most ways of money?" }
// missing = { zh = "全链条分析（按时间和金额的资金路径、合并与排除的影响）尚未提供", en = "the room that works on the whole chain (ways of money in time, effects of a merge or an exclusion) is not there yet" }
