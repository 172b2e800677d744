"""What a company arranges itself: rules of fields with a record to try them on."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg2

from crm_desktop.core.forms import layout as arranging
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.records.record_print import show_print
from server_schema import install
from tests.gallery.people import execute

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

RULES = (
    ("tax_number", "pattern", "", "^[0-9A-Z]{15,20}$", "税号由15至20位数字或大写字母组成。", "", {}),
    ("tax_number", "required", 'grade = "A" or credit_limit > 100000', "", "", "", {}),
    ("credit_limit", "read_only", 'status = "lost"', "", "", "", {}),
    ("industry", "options", "", "", "", "grade", {"A": ["it", "finance"], "B": ["it"]}),
)

LINE_ATTRIBUTES = """
INSERT INTO crm.dictionary (kind, code, name, name_en) VALUES ('dictionary', 'packing', '包装方式', 'Packing'),
    ('packing', 'wood', '木箱', 'Wooden box'), ('packing', 'paper', '纸箱', 'Carton') ON CONFLICT DO NOTHING;
INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, required, default_value, formula, position) VALUES
    ('sales_order_line', 'lot', '批号', 'Lot', 'text', '', true, '', '', 10),
    ('sales_order_line', 'months', '质保月数', 'Warranty months', 'integer', '', false, '12', '', 20),
    ('sales_order_line', 'packing', '包装', 'Packing', 'choice', 'packing', false, '', '', 30),
    ('sales_order_line', 'arrives', '到货日', 'Arrives on', 'date', '', false, '', '', 40),
    ('sales_order_line', 'remark', '备注', 'Remark', 'text', '', false, '', '', 50) ON CONFLICT DO NOTHING"""
LINE_VALUES = """
UPDATE crm.sales_order_line SET attrs = jsonb_build_object('lot', 'L-2026-' || lpad(id::text, 4, '0'), 'months', 12 + 12 * (position %% 3),
    'packing', CASE position %% 2 WHEN 0 THEN 'wood' ELSE 'paper' END) WHERE order_id = %(order)s"""
LOT_RULE = """
INSERT INTO crm.field_rule (entity, field, kind, pattern, message, message_en)
VALUES ('sales_order_line', 'attrs.lot', 'pattern', '^L-', '批号以 L- 开头。', 'A lot begins with L-.')"""
LINES_AS_BEFORE = """
DELETE FROM crm.field_rule WHERE entity = 'sales_order_line';
UPDATE crm.sales_order_line SET attrs = '{}' WHERE attrs <> '{}';
DELETE FROM crm.attribute_definition WHERE entity = 'sales_order_line'"""


def draw_definitions(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each page at work."""
    _draw_rules(gallery, window)
    _draw_lines(gallery, window)
    _draw_related_objects(gallery, window)
    if gallery.only not in "form_layout_arranged":
        return
    page = window.open_page("form_layout")
    gallery.wait(lambda: page.tree.topLevelItemCount())
    page.tree.choose(0, page._layout.groups[0].fields[-1])
    page.tree.hide_current()
    for name in page._layout.groups[1].fields[:3]:
        page._take(arranging.with_width(page._layout, name, "third"))
    page._take(arranging.changed_group(page._layout, 2, folded=True))
    page.add_group()
    gallery.wait(lambda: False, 0.8)
    gallery.keep(window, "form_layout_arranged")
    page._discard()
    window.context.navigator.close(page)


def _draw_related_objects(gallery: Gallery, window: Any) -> None:
    """Keep a picture of a customer with what the company added below, and of that attributes, rights and layout know it."""
    name = "custom_loan_at_customer"
    if gallery.only in name:
        customer = gallery.one("SELECT customer_id FROM crm.custom_loan GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        page = window.open_record("customer", customer)
        gallery.wait(lambda: page.record_id == customer and page.related is not None)
        place = next(n for n, r in enumerate(page.related._relations) if r.entity == "custom_loan")
        page.related.setCurrentIndex(place)
        gallery.wait(lambda: False, 0.8)
        gallery.keep(window, name)
        window.context.navigator.close(page)
    for name in ("attributes", "form_layout"):
        picture = f"custom_loan_{name}"
        if gallery.only in picture:
            page = window.open_page(name, entity="custom_loan")
            gallery.wait(lambda: False, 1.2)
            gallery.keep(window, picture)
            window.context.navigator.close(page)


def _draw_rules(gallery: Gallery, window: Any) -> None:
    """Keep a picture of a rule being tried, and of one that maps entries to entries."""
    if gallery.only not in "field_rules_tried" and gallery.only not in "field_rules_mapping":
        return
    dsn = install.dsn_of(gallery.server.admin_dsn, install.database_name(gallery.account_set))
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        made = []
        for field, kind, condition, pattern, message, by, mapping in RULES:
            cursor.execute(
                "INSERT INTO crm.field_rule (entity, field, kind, condition, pattern, message, by_field, mapping) "
                "VALUES ('customer', %s, %s, %s, %s, %s, %s, (SELECT coalesce(jsonb_object_agg(k, v), '{}') FROM jsonb_each(%s) e(k, v) "
                "WHERE NOT EXISTS (SELECT FROM jsonb_array_elements_text(v) c WHERE c NOT IN (SELECT code FROM crm.dictionary "
                "WHERE kind = 'industry')))) RETURNING id",
                (field, kind, condition, pattern, message, by, json.dumps(mapping)),
            )
            made.append(cursor.fetchone()[0])
    page = window.open_page("field_rules")
    gallery.wait(lambda: len(page._rows) >= len(RULES))
    for row in page._rows:
        if row["id"] in made and row["kind"] in ("required", "options"):
            page.list.choose(row["id"])
            gallery.wait(lambda: page.trial.form is not None)
            record_id = gallery.first_id("customer")
            page.trial.picker.put(record_id, gallery.one(f"SELECT name FROM crm.customer WHERE id = {record_id}"))
            page.trial._chosen()
            gallery.wait(lambda: page.trial._record.id)
            gallery.wait(lambda: False, 0.6)
            gallery.keep(window, "field_rules_tried" if row["kind"] == "required" else "field_rules_mapping")
    window.context.navigator.close(page)
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM crm.field_rule WHERE id = ANY (%s)", (made,))


def _draw_lines(gallery: Gallery, window: Any) -> None:
    """Keep a picture of attributes of order lines: in the lines of a draft, on its sheet, and defined."""
    if gallery.only not in "order_line_attributes":
        return
    order = gallery.one(
        "SELECT o.id FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id GROUP BY o.id "
        "ORDER BY o.state <> 'draft', count(*) DESC, o.id LIMIT 1"
    )
    execute(gallery, LINE_ATTRIBUTES)
    execute(gallery, LINE_VALUES, order=order)
    gallery.wait(lambda: "attrs.lot" in window.context.entity("sales_order_line"))
    page = window.open_record("sales_order", order)
    gallery.wait(lambda: page.grid.model.line(0).record.id)
    gallery.wait(lambda: False, 0.6)
    gallery.keep(window, "order_line_attributes")
    _refuse(gallery, window, page)
    show_print(page)
    gallery.wait(lambda: page.findChildren(Preview))
    preview = page.findChild(Preview)
    gallery.wait(lambda: False, 0.6)
    gallery.keep(preview, "order_line_attributes_print")
    preview.close()
    window.context.navigator.close(page)
    page = window.open_page("attributes", entity="sales_order_line")
    gallery.wait(lambda: page.preview is not None and len(page._rows) == 5)
    gallery.wait(lambda: False, 0.6)
    gallery.keep(window, "order_line_attributes_defined")
    window.context.navigator.close(page)
    execute(gallery, LINES_AS_BEFORE)


def _refuse(gallery: Gallery, window: Any, page: Any) -> None:
    """Keep a picture of a line that the database refuses, and take it back."""
    execute(gallery, LOT_RULE)
    line = page.grid.model.line(2)
    kept = line.values["attrs.lot"]
    page.grid.model.put(line, {"attrs.lot": "4711"}, by_hand=True)
    page.save()
    gallery.wait(lambda: page.notice.words())
    gallery.wait(lambda: False, 0.4)
    gallery.keep(window, "order_line_attributes_refused")
    page.grid.model.put(line, {"attrs.lot": kept}, by_hand=True)
    page.notice.hide()
