// number = 5
// name = "weak-stages"
// theme = "chain"
// title = { zh = "链条在哪个环节断裂：没有主体，或只有印证以下的依据？", en = "At which stages does the chain break: nobody there, or nothing corroborated?" }
// needs = ["HoldsRole"]
//
// [columns]
// number = { type = "count", zh = "第几环节", en = "number" }
// stage = { type = "stage", zh = "环节", en = "stage" }
// state = { type = "text", zh = "状况", en = "state" }
// actors = { type = "count", zh = "主体数", en = "actors" }
// links = { type = "count", zh = "依据数", en = "facts" }
UNWIND [[1, 'DataSource', ['IndustryInsider', 'DataTaker', 'Hacker'], ['LeaksData', 'ObtainsData'], []],
  [2, 'DataProcessing', ['DataProcessor', 'DataBlackEnterprise'], ['SuppliesData'], ['LeaksData']],
  [3, 'DataTrade', ['DataDealer', 'DataBroker', 'DarkWebVendor', 'SocialEngineeringDatabase'], ['SellsData'], []],
  [4, 'LeadGeneration', ['LeadGenerator', 'WaterArmyLeader', 'WaterArmyMember', 'SelfMediaOperator', 'Deleter', 'WaterArmy', 'BlackPRCompany', 'SmsCodePlatform'], ['GeneratesLeadsFor', 'Promotes'], []],
  [5, 'CoreCrime', ['FraudLeader', 'FraudTeamLead', 'FraudCaller', 'Recruiter', 'Smuggler', 'TechnicalSupporter', 'Ringleader', 'AdultInstigator', 'DebtCollector', 'LoanOperator', 'GunSeller', 'DrugSeller', 'ObscenitySeller', 'GamblingOperator', 'MaliciousClaimant', 'CompoundManager', 'FraudGang', 'NetworkGang', 'RoutineLoanGang', 'ScamCompound', 'NumberLessor', 'VoiceRelayOperator', 'CallerIdSpoofingService', 'Trafficker'], ['Deceives', 'Extorts', 'SellsPerson', 'HoldsCaptive'], ['GeneratesLeadsFor']],
  [6, 'Victimisation', ['Victim', 'ChildVictim', 'TraffickedPerson'], ['ReportedLoss', 'SuffersFrom'], ['Deceives', 'Extorts', 'HoldsCaptive']],
  [7, 'Collection', ['CardSeller', 'CardDealer', 'CollectionOperator', 'SuspectedMinor'], ['SuppliesAccount'], ['ReportedLoss']],
  [8, 'Layering', ['RunningPointsOperator', 'RunningPointsUser', 'Launderer', 'Anchor', 'GuildOperator', 'LaunderingCrew', 'FourthPartyPaymentOperator', 'RunningPointsPlatform', 'GuaranteeMarketplace', 'FourthPartyPaymentPlatform', 'ChannelSupplier', 'InvoiceMill'], [], []],
  [9, 'Exit', ['CashRunner', 'OtcDealer', 'Beneficiary', 'GoodsBuyer'], ['ConvertsFor', 'TransportsCashFor'], []]] AS row
WITH row[0] AS place, row[1] AS stage, row[2] AS roles, row[3] AS sources, row[4] AS targets
OPTIONAL MATCH (link:Link {case: $case})-[:SOURCE|TARGET]->(who:Entity)
WHERE link.proof <> 'excluded' AND (
  (link:HoldsRole AND any(role IN [] + link.role WHERE role IN roles) AND EXISTS { (link)-[:SOURCE]->(who) })
  OR (any(kind IN labels(link) WHERE kind IN sources) AND EXISTS { (link)-[:SOURCE]->(who) })
  OR (any(kind IN labels(link) WHERE kind IN targets) AND EXISTS { (link)-[:TARGET]->(who) }))
WITH place, stage, collect(DISTINCT who) AS whos, collect(DISTINCT link) AS links,
     max(CASE WHEN link.proof IN ['corroborated', 'verified'] THEN 1 ELSE 0 END) AS strong
WHERE coalesce(strong, 0) = 0
RETURN place AS number,
       stage,
       CASE WHEN size(whos) = 0 THEN 'missing' ELSE 'weak' END AS state,
       size(whos) AS actors,
       size(links) AS links
ORDER BY number
