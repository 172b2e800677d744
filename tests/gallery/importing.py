"""The import page, step by step, on a file with good and bad rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

_ROWS = (
    "名称,等级,行业,电话,信用额度,负责人,备注\n"
    "西安启明数码科技有限公司,A,教育,029-88250001,5万,田雨晴,老客户介绍\n"
    "陕西恒泰电子工程有限公司,B,制造,029-88250002,12000,tianyuqing,\n"
    "咸阳新星商贸有限公司,特级,制造,0910-3310003,,马国栋,展会认识\n"
    "宝鸡远大机械有限公司,C,制造,0917-3320004,1.234,没有这人,\n"
    ",B,教育,029-88250005,,,没有写名称\n"
)


def draw_import(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each step."""
    path = gallery.folder / "客户清单.csv"
    number = ("zh_CN_light", "zh_CN_dark", "en_light", "en_dark").index(
        gallery.mark
    ) + 1  # so that one row is new each time
    path.write_text(_ROWS.replace("启明", f"启明{number}").replace("88250001", f"8825010{number}"), encoding="gb18030")

    def mapped() -> Any:
        page = window.open_page("import", entity="customer")
        page.take_file(path)
        gallery.wait(lambda: page.stack.currentWidget() is page.mapping)
        return page

    def previewed() -> Any:
        page = mapped()
        page.mapping.check.click()
        gallery.wait(lambda: page.preview.report)
        gallery.wait(lambda: page.preview.model.rows)
        return page

    def imported() -> QWidget:
        page = previewed()
        page.preview.commit.click()
        gallery.wait(lambda: page.stack.currentWidget() is page.result)
        return page

    for name, open_it in (
        ("import_columns", mapped),
        ("import_check", previewed),
        ("import_done", imported),
        ("import_history", lambda: window.open_page("import", entity="contact")),
    ):
        gallery._page(window, name, open_it)
