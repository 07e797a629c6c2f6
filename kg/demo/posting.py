"""What was posted: a rumour, an extortion, fake reviews, accounts in step, and ordinary talk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from kg.demo.cast import Cast
from kg.demo.claims import Claim, Party, Thing
from kg.demo.exports import Written
from kg.demo.numbers import digits
from kg.demo.relations_sheet import CREW_
from kg.demo.supporting_cast import FORUM, MARKET, Annex
from kg.demo.writers import write_csv

POSTS = "发帖记录.csv"
_ACCOUNTS = ("one", "two", "three", "echo_1", "echo_2", "step_1", "step_2", "step_3", "beside",
             "later", *(f"plain_{n}" for n in range(6)))  # fmt: skip
_CONTENTS = (
    "smear",
    "second_smear",
    "rumour",
    "in_step",
    "listing",
    *(f"talk_{n}" for n in range(5)),
)


@dataclass(frozen=True, slots=True)
class Post:
    """One row of the forum's record."""

    at: datetime
    account: str
    content: str
    device: str
    platform: str = FORUM


@dataclass(slots=True)
class Posting:
    """Who posts what: numbers of accounts and contents, and the rows."""

    accounts: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)

    def content(self, name: str) -> Thing:
        """Return a content as the dossier writes it."""
        scope = MARKET if name == "listing" else FORUM
        return Thing(self.contents[name], "Content", scope)

    def put(self, account: str, content: str, at: datetime, device: str = "") -> None:
        """Let an account post or share a content."""
        scope = MARKET if content == "listing" else FORUM
        self.posts.append(Post(at, self.accounts[account], self.contents[content], device, scope))


def posting(more: Annex) -> Posting:
    """Return everything that was posted, oldest first."""
    posted = Posting()
    posted.accounts = {name: f"qp{digits(more.rng, 7)}" for name in _ACCOUNTS}
    posted.contents = {name: f"T{digits(more.rng, 9)}" for name in _CONTENTS}
    _smears(posted)
    _rumour(posted, more)
    _in_step(posted, more)
    _reviews(posted, more)
    for place in range(6):
        for day in range(4):
            at = datetime(2024, 3, 4 + 6 * day, 12 + place, day, more.rng.randrange(60))  # noqa: DTZ001
            posted.put(f"plain_{place}", f"talk_{(place + day) % 5}", at)
    posted.posts.sort(key=lambda post: (post.at, post.account))
    return posted


def _smears(posted: Posting) -> None:
    posted.put("one", "smear", datetime(2024, 3, 20, 9, 12, 5))  # noqa: DTZ001
    posted.put("two", "smear", datetime(2024, 3, 20, 11, 40, 31))  # noqa: DTZ001
    posted.put("three", "second_smear", datetime(2024, 3, 21, 18, 2, 44))  # noqa: DTZ001


def _rumour(posted: Posting, more: Annex) -> None:
    first = datetime(2024, 3, 6, 8, 30, more.rng.randrange(60))  # noqa: DTZ001
    posted.put("two", "rumour", first)
    later = zip(("one", "echo_1", "three", "echo_2", "echo_1"), (31, 55, 80, 200, 900), strict=True)
    for account, minutes in later:
        posted.put(account, "rumour", first + timedelta(minutes=minutes + more.rng.randrange(5)))


def _in_step(posted: Posting, more: Annex) -> None:
    """Three accounts of one handset in a minute; one beside them on its own; one an hour later."""
    first, shared = datetime(2024, 3, 15, 20, 0, 4), more.handsets["posters"]  # noqa: DTZ001
    posted.put("step_1", "in_step", first, shared)
    posted.put("step_2", "in_step", first + timedelta(seconds=11 + more.rng.randrange(10)), shared)
    posted.put("step_3", "in_step", first + timedelta(seconds=40 + more.rng.randrange(15)), shared)
    posted.put("beside", "in_step", first + timedelta(seconds=30), more.handsets["lone"])
    posted.put("later", "in_step", first + timedelta(hours=1), shared)


def _reviews(posted: Posting, more: Annex) -> None:
    first = datetime(2024, 3, 18, 13, 0, 0)  # noqa: DTZ001
    for account, count in (("one", 8 + more.rng.randrange(5)), ("two", 5)):
        for place in range(count):
            at = first + timedelta(minutes=9 * place, seconds=300 * (account == "two"))
            posted.put(account, "listing", at)


def write_posts(folder: Path, posted: Posting) -> Written:
    """Write the platforms' record of posts."""
    rows = [["账号", "昵称", "对象", "发布时间", "帖文ID", "内容", "平台", "IP属地", "IMEI"]]
    for number, post in enumerate(posted.posts, 1):
        rows.append([
            post.account, f"网友{post.account[-4:]}", post.content,
            f"{post.at:%Y-%m-%d %H:%M:%S}", f"P{number:06d}", "（内容略）", post.platform,
            "澄湖", post.device,
        ])  # fmt: skip
    write_csv(folder / POSTS, rows, "utf-8-sig")
    return Written(POSTS, len(rows) - 1)


def post_facts(cast: Cast, more: Annex, posted: Posting) -> list[Claim]:
    """Return the acts behind the posts: extortion, deletion for money, fake reviews, a rumour."""
    return [*_users(cast, posted), *_extortion(cast, more, posted), *_deletions(cast, more, posted),
            *_traffic(cast, more, posted), *_diversion(cast, posted)]  # fmt: skip


def _users(cast: Cast, posted: Posting) -> list[Claim]:
    used = zip(cast.posters, ((FORUM, "one"), (FORUM, "two"), (FORUM, "three")), strict=True)
    pairs = [*used, (cast.posters[0], (MARKET, "one")), (cast.posters[1], (MARKET, "two"))]
    return [
        Claim(who, "UsesAccount", Thing(posted.accounts[name], "SocialAccount", scope),
             "2024-01-05", "手机取证报告（2024）52号", "verified")
        for who, (scope, name) in pairs
    ]  # fmt: skip


def _extortion(cast: Cast, more: Annex, posted: Posting) -> list[Claim]:
    leader, poster = cast.water_leader, cast.posters[2]
    first = Thing("云梯家居负面帖敲诈", "PublicityExtortion")
    second = Thing("霁禾食品负面帖敲诈", "PublicityExtortion")
    firm, other = (
        Thing("云梯家居有限公司", "Organisation"),
        Thing("霁禾食品有限公司", "Organisation"),
    )
    fee = f"{70_000 + 1_000 * more.rng.randrange(30)}"
    chats, report = "聊天记录提取笔录第52页", "企业报案材料"
    return [
        Claim(posted.content("smear"), "UsedIn", first, "2024-03-20", "网页截图公证书", "verified"),
        Claim(firm, "SuffersFrom", first, "2024-03-20", report),
        Claim(leader, "TakesPartIn", first, "2024-03-20", chats, role="WaterArmyLeader"),
        Claim(leader, "Extorts", firm, "2024-03-22 10:05", chats),
        Claim(firm, "Pays", leader, "2024-03-23 15:20", "对公付款回单", "verified", amount=fee),
        Claim(posted.content("second_smear"), "UsedIn", second, "2024-03-21", "网页截图公证书",
             "verified"),
        Claim(other, "SuffersFrom", second, "2024-03-21", report, "single"),
        Claim(poster, "TakesPartIn", second, "2024-03-21", chats, "single", role="WaterArmyMember"),
        Claim(poster, "Extorts", other, "2024-03-22 09:30", chats, "single"),
        # paid for something else, after the post had gone: the order does not hold
        Claim(other, "Pays", poster, "2024-03-28 10:00", "对公付款回单", "verified", amount="3000"),
    ]  # fmt: skip


def _deletions(cast: Cast, more: Annex, posted: Posting) -> list[Claim]:
    log, reviewer, owner = "平台后台操作日志", more["reviewer"], more.thing("forum_owner")
    return [
        Claim(reviewer, "RemovesPost", posted.content("smear"), "2024-03-24 09:10", log, "verified",
             way="利用审核权限下架"),
        Claim(cast.posters[2], "RemovesPost", posted.content("second_smear"), "2024-03-26 08:00",
             log, "verified", way="作者自行删除"),
        Claim(more["second_reviewer"], "RemovesPost", posted.content("talk_1"), "2024-03-12 10:00",
             log, "verified", way="正常审核"),
        Claim(cast.water_leader, "Pays", reviewer, "2024-03-24 12:30", "手机取证报告（2024）52号",
             amount=f"{5_000 + 500 * more.rng.randrange(8)}"),
        Claim(reviewer, "HoldsRole", owner, "2023-05-04", "讯问笔录（第1次）第3页",
             role="Deleter"),
        Claim(more["second_reviewer"], "WorksFor", owner, "2022-03-01", "劳动合同", "verified"),
    ]  # fmt: skip


def _traffic(cast: Cast, more: Annex, posted: Posting) -> list[Claim]:
    act, shop = Thing("绒光毛毯店刷评", "FakeTraffic"), Thing("绒光毛毯商行", "Organisation")
    source, fee = "聊天记录提取笔录第61页", f"{20 * (10 + more.rng.randrange(20))}"
    owner: Party = more["shopkeeper"]
    return [
        Claim(shop, "Hires", CREW_, "2024-03-17", source),
        Claim(owner, "Represents", shop, "2021-04-01", "企业登记信息", "verified"),
        Claim(cast.posters[0], "TakesPartIn", act, "2024-03-18", source, role="WaterArmyMember"),
        Claim(cast.posters[1], "TakesPartIn", act, "2024-03-18", source, role="WaterArmyMember"),
        Claim(more.thing("market"), "UsedIn", act, "2024-03-18", source),
        Claim(posted.content("listing"), "UsedIn", act, "2024-03-18", source),
        Claim(shop, "Pays", cast.posters[0], "2024-03-19 20:00", "支付截图", "single", amount=fee),
        Claim(owner, "UsesPlatform", more.thing("market"), "2021-05-01", "店铺登记信息",
              "verified"),
    ]  # fmt: skip


def _diversion(cast: Cast, posted: Posting) -> list[Claim]:
    act = Thing("“水源被投毒”谣言引流", "RumourDiversion")
    source = "网络谣言鉴别报告（2024）2号"
    return [
        Claim(posted.content("rumour"), "UsedIn", act, "2024-03-06", source),
        Claim(cast.posters[1], "TakesPartIn", act, "2024-03-06", source, role="WaterArmyMember"),
        Claim(cast.water_leader, "TakesPartIn", act, "2024-03-05", "聊天记录提取笔录第33页",
             role="WaterArmyLeader"),
    ]  # fmt: skip
