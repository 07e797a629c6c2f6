"""A handset is one device in every file: known by its first 14 digits, whatever follows them."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from kg.model import stable_id
from tests.sources.reader import Result, read_text

HANDSET = stable_id("Device", "", "99000000000001")
CALLS = "用户号码,事件类型,开始时间,通话时长,对端号码,IMEI\n"
POSTS = "账号,对象,发布时间,平台,IMEI\n"
LOGINS = "用户ID,平台,登录时间,IMEI,登录IP\n"
RELATIONS = "主体,关系,客体,主体类型,客体类型\n"


def read(tmp_path: Path, text: str) -> Result:
    return read_text(Path(mkdtemp(dir=tmp_path)), text)


def targets(tmp_path: Path, text: str, kind: str) -> list[str]:
    links = read(tmp_path, text).rows("link")
    return [link["target"] for link in links if link["kind"] == kind]


def test_one_handset_is_one_device_in_calls_posts_sign_ins_and_typed_rows(tmp_path: Path) -> None:
    call = CALLS + "12000000001,主叫,2024-03-01 10:00:00,5,12000000002,990000000000010\n"
    assert targets(tmp_path, call, "InsertedIn") == [HANDSET]
    post = POSTS + "u1,T1,2024-03-01 10:00:00,青萍论坛,990000000000017\n"
    assert targets(tmp_path, post, "SignsInWith") == [HANDSET]
    login = LOGINS + "u1,萤火直播,2024-03-01 10:00:00,9900000000000101,203.0.113.1\n"
    address = stable_id("IPAddress", "", "203.0.113.1")
    assert set(targets(tmp_path, login, "SignsInWith")) == {HANDSET, address}
    typed = RELATIONS + "990000000000017,位于,某处,设备,处所\n"
    (link,) = read(tmp_path, typed).rows("link")
    assert link["source"] == HANDSET


def test_cards_are_told_by_the_handset_of_the_number_that_was_asked_about(tmp_path: Path) -> None:
    rows = [
        f"12000000001,{way},2024-03-01 1{n}:00:00,5,12000000002,99000000000001{n}"
        for n, way in enumerate(("主叫", "被叫", "主叫"))
    ]
    result = read(tmp_path, CALLS + "\n".join(rows) + "\n")
    (link,) = [link for link in result.rows("link") if link["kind"] == "InsertedIn"]
    assert link["source"] == stable_id("PhoneNumber", "", "+8612000000001")
    assert len(result.rows("flow_call")) == 3


def test_what_is_no_handsets_number_is_the_files_own_mark_or_nobodys(tmp_path: Path) -> None:
    for cell in ("", "000000000000000", "35-12", "99000000000001"):
        call = CALLS + f"12000000001,主叫,2024-03-01 10:00:00,5,12000000002,{cell}\n"
        assert targets(tmp_path, call, "InsertedIn") == []
    post = POSTS.replace("IMEI", "设备号") + "u1,T1,2024-03-01 10:00:00,青萍论坛,机器甲\n"
    (device,) = targets(tmp_path, post, "SignsInWith")
    assert device not in (HANDSET, stable_id("Device", "", "机器甲"))


def test_a_platforms_account_is_that_platforms_in_every_file(tmp_path: Path) -> None:
    login = LOGINS + "u1,萤火直播,2024-03-01 10:00:00,,203.0.113.1\n"
    gift = (
        "平台,直播间,打赏人,主播,礼物,价值(元),打赏时间\n"
        "萤火直播,9,u1,u2,花,5,2024-03-01 10:00:00\n"
    )
    (signed,) = read(tmp_path, login).rows("flow_login")
    (given,) = read(tmp_path, gift).rows("flow_transfer")
    assert signed["source"] == given["source"] == stable_id("Account", "萤火直播", "u1")
