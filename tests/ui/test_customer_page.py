"""The customer's page: what is typed is made standard, what happened is found, pinned and told, what is near is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt.cards import CardsView
from crm_desktop.qt.lists.completion import suggestions
from crm_desktop.shell.records.record_print import record_pdf
from tests.databases import AccountSet
from tests.golden.test_printing import text_of
from tests.ui.shellkit import Desk, Office
from tests.ui.test_definitions import page_of, typed


@pytest.fixture
def office(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _id(office: Office, name: str) -> int:
    ((found,),) = office.account_set.rows("SELECT id FROM crm.customer WHERE name LIKE %s", f"{name}%")
    return int(found)


def _open(desk: Desk, entity: str, record_id: int) -> Any:
    desk.window.open_record(entity, record_id)
    page = desk.window.documents.current
    desk.until(lambda: page._record.id == record_id)
    return page


def _type(desk: Desk, page: Any, name: str, text: str) -> None:
    line = page.form.editor(name).line
    line.setFocus()
    _compose(line, text)


def _compose(field: QWidget, text: str) -> None:
    """Type as an input method does: keys alone know no Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def test_what_is_typed_becomes_standard(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.new_record("customer")
    page = desk.window.documents.current
    form = page.form
    tidying = next(c for c in page.children() if type(c).__name__ == "Tidying")
    page.form.editor("address").line.setFocus()
    desk.until(lambda: tidying._divisions is not None)
    _type(desk, page, "name", "西安鸿运达电子科技有限公司")
    form.editor("address").line.setFocus()
    assert form.current()["short_name"] == "鸿运达"
    form.editor("name").put("")
    _type(desk, page, "name", "西安宏远达电子科技有限公司")  # what was proposed follows the name
    _type(desk, page, "address", "陕西省西安市雁塔区科技路10号")
    _type(desk, page, "phone", "88451299")  # leaving the address takes it apart first
    _type(desk, page, "mobile", "+86 139 1234 5678")
    page.save()
    desk.until(lambda: page.record_id)
    values = office.account_set.rows(
        "SELECT short_name, province, city, district, address, postcode, phone, mobile, division, region "
        "FROM crm.customer WHERE id = %s",
        page.record_id,
    )[0]
    assert values == (
        "宏远达",
        "陕西省",
        "西安市",
        "雁塔区",
        "科技路10号",
        "710000",
        "029-88451299",
        "13912345678",
        "610113",
        "northwest",
    )
    # what lies below a place is offered there
    pickers = tidying._pickers
    assert "莲湖区" in pickers.choices("district")
    assert "雁塔区" in pickers.choices("district")
    assert "天河区" not in pickers.choices("district")
    form.editor("city").put("")
    form.editor("district").put("")
    pickers._take("city", "宝鸡市")
    assert (form.current()["city"], form.current()["district"]) == ("宝鸡市", "")
    # an address pasted where Tab comes to first is taken apart there
    for name in ("province", "city", "district", "address", "postcode"):
        form.editor(name).put("")
    _type(desk, page, "province", "陕西省汉中市汉台区前进路18号 723000")
    form.editor("city").line.setFocus()
    names = ("province", "city", "district", "address", "postcode")
    assert [form.current()[name] for name in names] == ["陕西省", "汉中市", "汉台区", "前进路18号", "723000"]
    _type(desk, page, "province", "四川省成都市武侯区")  # nothing is written over the address that stands
    form.editor("city").line.setFocus()
    assert form.current()["address"] == "前进路18号"


def test_words_on_offer_are_found_by_their_sound(office: Office) -> None:
    office.languages.use("zh_CN")
    desk = office.open("rep1")
    desk.window.new_record("customer")
    form = desk.window.documents.current.form
    editor = form.editor("region")
    editor.line.setFocus()
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    for keys, code in (("xibei", "northwest"), ("hd", "east"), ("华南", "south")):
        editor.line.selectAll()
        office.qtbot.keyClicks(editor.line, keys) if keys.isascii() else _compose(editor.line, keys)
        office.qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
        assert form.current()["region"] == code, keys
        editor.line.setFocus()
    editor.line.selectAll()
    office.qtbot.keyClicks(editor.line, "qqq")
    office.qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
    assert editor.error(), "what sounds like nothing on offer is refused"


def test_a_new_record_is_called_in_words(office: Office) -> None:
    desk = office.open("rep1")
    desk.window.new_record("customer_relation")
    page = desk.window.documents.current
    page.form.editor("kind").put("same_group")
    assert page.title() == "Same group"


def test_what_every_row_shares_is_no_filter_to_suggest(office: Office) -> None:
    desk = office.open("boss")
    page = _open(desk, "customer", _id(office, "西安环太"))
    relations = [relation.entity for relation in page.related._relations]
    page.related.setCurrentIndex(relations.index("customer_relation"))
    desk.until(lambda: relations.index("customer_relation") in page.related._lists)
    line = page.related._lists[relations.index("customer_relation")].filter.line
    assert line.placeholderText() == "Search, or filter: Relation:…"
    whole = desk.window.open_list("customer_relation")
    assert "Customer:…" in whole.list.filter.line.placeholderText()
    words = desk.window.open_list("contact").list.filter.words
    assert [one.text for one in suggestions("Mo", 2, words)] == ["Mobile:"]
    assert suggestions("Further", 7, words) == [], "of what is no filter there is none to suggest"


def test_parents_are_no_relation_to_choose_and_stand_at_both(office: Office) -> None:
    desk = office.open("boss")
    parent, child = _id(office, "重庆"), _id(office, "西安环太")
    page = desk.window.new_record("customer_relation", {"customer_id": parent})
    kind = page.form.editor("kind")
    kind.line.setFocus()
    _compose(kind.line, "Subsidiary")
    desk.qtbot.keyClick(kind.line, Qt.Key.Key_Tab)
    assert kind.error()
    assert {"same_group", "supplies"} <= {code for code, _ in kind.offers()}
    assert not {"subsidiary_of", "parent_of"} & {code for code, _ in kind.offers()}
    customer = _open(desk, "customer", child)
    customer.form.editor("parent_id").put(parent)
    customer.save()
    stored = "SELECT id FROM crm.customer_relation WHERE customer_id = %s AND other_id = %s AND kind = %s"
    for one, other, word, called in (
        (child, parent, "subsidiary_of", "Parent company"),
        (parent, child, "parent_of", "Subsidiary"),
    ):
        desk.until(lambda a=(one, other, word): office.account_set.rows(stored, *a))
        ((relation,),) = office.account_set.rows(stored, one, other, word)
        shown = _open(desk, "customer_relation", relation)
        assert shown.form.editor("kind").line.text() == called


def test_timeline_is_filtered_pinned_and_tells_who_is_named(office: Office) -> None:
    customer = _id(office, "西安环太")
    office.account_set.rows(
        "INSERT INTO crm.action (kind, customer_id, employee_id, happened_at, content) SELECT "
        "CASE WHEN n % 10 = 0 THEN 'quote' ELSE 'call' END, %s, e.id, timestamptz '2026-01-01' + n * interval '1 hour', "
        "'谈话' || n FROM generate_series(1, 180) n, crm.employee e WHERE e.login = 'rep1' RETURNING 1".replace(
            "% 10", "%% 10"
        ),
        customer,
    )
    desk = office.open("rep1")
    page = _open(desk, "customer", customer)
    timeline = page.side.timeline
    desk.until(lambda: "谈话180" in timeline.texts())
    assert "谈话100" not in timeline.texts(), "one page, not everything"
    timeline.read_older()
    desk.until(lambda: "谈话100" in timeline.texts())

    desk.qtbot.mouseClick(desk.find(QPushButton, "timeline_quote"), Qt.MouseButton.LeftButton)
    desk.until(lambda: "谈话170" in timeline.texts() and "谈话179" not in timeline.texts())
    desk.qtbot.mouseClick(desk.find(QPushButton, "timeline_all"), Qt.MouseButton.LeftButton)
    _compose(desk.find(QLineEdit, "timeline_filter"), "谈话17")
    desk.until(lambda: _last(timeline) == "谈话17" and "谈话180" not in timeline.texts())
    desk.find(QLineEdit, "timeline_filter").clear()

    ((old,),) = office.account_set.rows("SELECT id FROM crm.action WHERE content = '谈话3'")
    timeline._view.anchorClicked.emit(QUrl(f"pin:action:{old}"))
    desk.until(lambda: "谈话3 " in timeline.texts())
    assert timeline.texts().index("谈话3 ") < timeline.texts().index("谈话180")
    pin = next(event.pin for event in timeline._pinned if event.id == old)
    timeline._view.anchorClicked.emit(QUrl(f"unpin:{pin}"))
    desk.until(lambda: "谈话3 " not in timeline.texts())

    field = timeline.composer._editors["content"].input
    field.setFocus()
    _compose(field, "@李")
    mentions = timeline.composer._mentions
    desk.until(lambda: mentions.completer.popup().isVisible())
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "@李梅 "
    _compose(field, "@刘洋 请看报价")
    timeline.composer.keep()
    desk.until(lambda: any("刘洋" in words for words in desk.toasts()))
    told = office.account_set.rows(
        "SELECT e.login, n.text, n.table_name, n.record_id FROM crm.notice n JOIN crm.employee e ON e.id = n.employee_id "
        "WHERE n.kind = 'mention'"
    )
    assert told == [("lead1", "王小明：@李梅 @刘洋 请看报价", "customer", customer)], "rep3 may not read it"


def _last(timeline: Any) -> str:
    """Return the words of the last entry, without the answers offered behind them."""
    return timeline.texts().splitlines()[-1].partition("  ")[0]


def test_chat_text_and_who_is_near(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "UPDATE crm.customer SET province = '陕西省', city = '西安市', district = '雁塔区' WHERE city = '西安' RETURNING 1"
    )
    rows("UPDATE crm.customer SET district = '碑林区' WHERE name LIKE 'ABC%%' RETURNING 1")
    customer = _id(office, "西安环太")
    desk = office.open("boss")
    page = _open(desk, "customer", customer)
    QGuiApplication.clipboard().clear()
    desk.qtbot.keyClick(page, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk.until(lambda: "环太" in QGuiApplication.clipboard().text())
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "西安环太科技有限公司"
    assert "西安市雁塔区" in lines[1]
    assert "029-88451234" in lines[2]
    assert "400-700" in lines[2], "the further phones too"
    assert "张环 经理 1990000" in lines[3]
    sheets: list[bytes] = []
    context, entity = desk.window.context, page.entity
    desk.desktop.jobs.run(lambda s: record_pdf(s, context, entity, customer, "t", "n"), owner=page, done=sheets.append)
    desk.until(lambda: len(sheets) == 1)
    assert "0919-77" in text_of(sheets[0]) and "@example.cn" in text_of(sheets[0])
    assert "0919-77" in lines[3] and "@example.cn" in lines[3], "the further ones of a contact too"

    page.side.setCurrentWidget(page.side.findChild(QWidget, "nearby"))
    side = page.side.findChild(QTreeWidget, "nearby_list")
    desk.until(lambda: side.topLevelItemCount() == 2)
    names = [
        [side.topLevelItem(n).child(c).text(0) for c in range(side.topLevelItem(n).childCount())] for n in range(2)
    ]
    assert names == [["陕西秦岭医药股份有限公司"], ["ABC科技(西安)有限公司"]]
    long = "陕西省西安市高新技术产业开发区秦岭医药与保健品连锁股份有限公司"
    office.account_set.rows("UPDATE crm.customer SET name = %s WHERE name = %s RETURNING 1", long, names[0][0])
    page.side.findChild(QWidget, "nearby")._shown = 0
    page.side.findChild(QWidget, "nearby").read()
    desk.until(lambda: side.topLevelItem(0) and side.topLevelItem(0).child(0).text(0) == long)
    item = side.topLevelItem(0).child(0)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft

    def is_whole() -> bool:
        given = side.visualItemRect(item)
        needed = side.fontMetrics().boundingRect(0, 0, side.columnWidth(0) - 28, 1000, int(flags), long)
        return bool(given.height() >= needed.height() > side.fontMetrics().height())

    desk.until(is_whole)
    assert sum(side.columnWidth(n) for n in range(3)) <= side.viewport().width(), "nothing to scroll sideways for"
    # a representative's neighbours are his own
    own = office.open("rep1")
    mine = _open(own, "customer", customer)
    nearby = mine.side.findChild(QWidget, "nearby")
    mine.side.setCurrentWidget(nearby)
    own.until(lambda: "Nobody else" in nearby._hint.text())


def test_standing_against_a_competitor(office: Office) -> None:
    ((partner,),) = office.account_set.rows("SELECT id FROM crm.partner WHERE is_competitor")
    for login, met in (("boss", 12), ("rep1", 4)):
        desk = office.open(login)
        page = _open(desk, "partner", partner)
        desk.until(lambda p=page: p.findChild(QLabel, "standing_text").text())
        words = page.findChild(QLabel, "standing_text").text()
        assert f"Met on {met} opportunities" in words
        assert "we win 50.00%" in words
        assert f"lost {met // 2}" in words
        assert f"{met // 2} of them to this company" in words


def test_standing_in_the_currencies_of_the_opportunities(office: Office) -> None:
    ((partner,),) = office.account_set.rows("SELECT id FROM crm.partner WHERE is_competitor")
    office.account_set.rows(
        "UPDATE crm.opportunity SET currency = 'USD', amount = 12345600 WHERE id = (SELECT min(o.id) FROM crm.opportunity o "
        "JOIN crm.opportunity_competitor c ON c.opportunity_id = o.id WHERE o.outcome = 'won') RETURNING 1"
    )
    desk = office.open("boss")
    page = _open(desk, "partner", partner)
    desk.until(lambda: page.findChild(QLabel, "standing_text").text())
    words = page.findChild(QLabel, "standing_text").text()
    assert "$123,456.00 + ¥" in words or re.search(r"¥[\d,.]+ \+ \$123,456\.00", words), words


def test_targets_have_a_page_of_their_own_and_become_customers(office: Office) -> None:
    rows = office.account_set.rows
    rows(
        "UPDATE crm.customer SET status = 'target', industry = '' WHERE name LIKE '西安环太%%' OR name LIKE '重庆%%' RETURNING 1"
    )
    rows(
        "INSERT INTO crm.field_rule (entity, field, kind, condition) "
        "VALUES ('customer', 'industry', 'required', 'status = \"customer\"') RETURNING 1"
    )
    rows("DELETE FROM crm.customer_status_change RETURNING 1")
    desk = office.open("rep1")
    targets = desk.window.open_page("targets")
    desk.until(lambda: targets.list.model.rowCount() == 2)
    assert {targets.list.model.record_at(n).values["status"] for n in range(2)} == {"target"}
    targets.new()
    assert desk.window.documents.current.form.current()["status"] == "target"

    customer = _id(office, "西安环太")
    page = _open(desk, "customer", customer)
    button = desk.find(QToolButton, "make_customer")
    button.click()
    desk.until(lambda: page.form.editor("industry").error())  # a customer needs one, a target does not
    assert rows("SELECT status FROM crm.customer WHERE id = %s", customer) == [("target",)]
    page.form.editor("industry").put("it")
    page.save()
    desk.until(lambda: rows("SELECT status FROM crm.customer WHERE id = %s", customer) == [("customer",)])
    desk.until(lambda: not button.isVisible())
    changes = "SELECT from_status, to_status, cause, e.login FROM crm.customer_status_change s JOIN crm.employee e ON e.id = s.employee_id"
    assert rows(changes) == [("target", "customer", "hand", "rep1")]
    desk.until(lambda: "Status: Target → Customer" in page.side.timeline.texts())


def test_what_a_status_requires_wears_a_star(office: Office) -> None:
    desk = office.open("admin")
    rules = page_of(desk, "field_rules")
    form = rules.form.form
    typed(desk, form, "field", "Industry")
    typed(desk, form, "kind", "Required where")
    typed(desk, form, "condition", 'status = "Customer"')  # the entry by its name, as one knows it
    desk.qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: office.account_set.rows("SELECT field, kind FROM crm.field_rule") == [("industry", "required")])
    told = rules.list
    desk.until(lambda: "Required where Status = Customer" in [told.item(n).text() for n in range(told.count())])

    desk = office.open("rep1")  # who has no right to the settings
    page = desk.window.new_record("customer", {"status": "target"})

    def stars() -> set[str]:
        words = [label.text().replace("&", "") for label in page.form.findChildren(QLabel)]
        return {text.removesuffix(" *") for text in words if text.endswith(" *")}

    assert "Industry" not in stars()
    page.form.editor("status").put("customer")
    desk.until(lambda: "Industry" in stars())
    page.form.editor("name").put("甲")
    page.save()
    assert page.form.editor("industry").error() and not page.record_id
    page.form.editor("status").put("target")
    desk.until(lambda: "Industry" not in stars())
    page.save()
    desk.until(lambda: page.record_id)


def test_a_list_as_cards_is_remembered(office: Office) -> None:
    desk = office.open("boss")
    page = desk.window.open_list("customer")
    desk.until(lambda: page.list.model.rowCount() == 6)
    desk.qtbot.keyClick(
        page.list.table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    cards = desk.find(CardsView, "list_cards_view")
    assert not page.list.table.isVisible()
    page.list.focus_rows()
    cards.setCurrentIndex(page.list.model.index(0, 0))
    desk.qtbot.keyClick(cards, Qt.Key.Key_Right)
    desk.qtbot.keyClick(cards, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert list(page.list.selected_ids()) == [page.list.model.id_at(1), page.list.model.id_at(2)]
    picture = cards.grab().toImage()
    assert picture.width() > 200
    desk.qtbot.keyClick(cards, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.documents.current is not page)
    desk.until(
        lambda: office.account_set.rows(
            "SELECT value -> 'cards' FROM crm.preference WHERE name = 'list.customer' AND value ->> 'cards' = 'true'"
        )
    )
    page.list.set_conditions("没有这样的", ())
    desk.until(lambda: page.list.model.rowCount() == 0)
    assert not cards.isVisibleTo(page.list), "an empty list says why, as a table does"


def test_an_order_is_offered_its_customers_addresses(office: Office) -> None:
    customer = _id(office, "西安环太")
    office.account_set.rows(
        "INSERT INTO crm.customer_address (customer_id, kind, city, address) VALUES (%s, 'service', '西安市', '机房') RETURNING 1",
        customer,
    )
    desk = office.open("rep1")
    desk.window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "西安环太科技有限公司"})
    page = desk.window.documents.current
    page.form.editor("delivery_address").line.setFocus()
    desk.until(lambda: page.form.current()["delivery_address"] == f"西安库房{customer}号")  # the default
    choice = next(c for c in page.children() if type(c).__name__ == "AddressChoice")
    assert choice.offered() == [f"西安库房{customer}号", "西安市机房"]
    choice._take("西安市机房")
    assert page.form.current()["delivery_address"] == "西安市机房"


def test_a_form_in_another_language_goes_on_where_one_was(office: Office) -> None:
    """The words of own attributes change with the language: the form is built anew under the hands of who types."""
    office.account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind) "
        "VALUES ('customer', 'floor', '楼层', 'Floor', 'text') RETURNING 1"
    )
    desk = office.open("rep1")
    page = _open(desk, "customer", _id(office, "西安"))
    form, before = page.form, page.form.editor("short_name")
    _type(desk, page, "short_name", "　鸿运 ")
    desk.desktop._use_language("en" if desk.desktop._languages.language == "zh_CN" else "zh_CN")
    desk.until(lambda: form.editor("short_name") is not before)
    desk.until(lambda: form.editor("short_name").line.hasFocus())
    assert "鸿运" in form.current()["short_name"] and page.is_dirty()
    # what stands beside the form listens to the fields that are here now
    _type(desk, page, "mobile", "+86 139 1234 5678")
    _type(desk, page, "website", "HTTP://www.X.example/")
    form.editor("name").line.setFocus()
    assert (form.current()["mobile"], form.current()["website"]) == ("13912345678", "www.x.example")
    tidying = next(c for c in page.children() if type(c).__name__ == "Tidying")
    form.editor("province").line.setFocus()
    desk.until(lambda: tidying._divisions is not None)
    completer = tidying._pickers._completers["province"]
    assert completer.widget() is form.editor("province").line and "陕西省" in tidying._pickers.choices("province")
