"""The visitor reads a page's forms as a browser without JavaScript would send them."""

from evenhand.simulation.visitor import Page, read

HTML = """
<a href="/x">x</a><form action="/seek"><input name="q" value="1"></form>
<form method="post"><input type="hidden" name="token" value="t"><input type="checkbox" name="off" value="1">
<input type="checkbox" name="on" checked><input type="radio" name="r" value="1">
<input type="radio" name="r" value="2" checked>
<select name="s"><option value="1">one<option value="2" selected>two</select>
<select name="first"><option value="a"><option value="b">
</select><textarea name="t">words</textarea><button name="go" value="yes">go</button></form>
<form method="post" action="lots/5/disinfect"></form>
"""


def page() -> Page:
    return read("http://city/a/merchant/lots?x=1", 200, HTML)


def test_a_form_without_action_goes_to_its_own_page() -> None:
    form = page().form("/merchant/lots")
    assert form.fields == {"token": "t", "on": "on", "r": "2", "s": "2", "first": "a", "t": "words"}
    assert form.buttons == [("go", "yes")]


def test_forms_are_found_by_where_they_go() -> None:
    assert [form.action for form in page().forms_to("/disinfect")] == ["lots/5/disinfect"]
    assert page().forms_to("/seek") == []
    assert page().links == ["/x"]
