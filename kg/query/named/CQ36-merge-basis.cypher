// number = 36
// name = "merge-basis"
// theme = "evidence"
// title = { zh = "两个实体被认定为同一的依据是什么，撤销后图会怎样变？", en = "On what ground were two entities taken for one, and what changes if that is undone?" }
// missing = { zh = "全链条分析（按时间和金额的资金路径、合并与排除的影响）尚未提供", en = "the room that works on the whole chain (ways of money in time, effects of a merge or an exclusion) is not there yet" }
