"""Articles of Wikipedia, extracted or as a dump."""

from __future__ import annotations

EXTRACTED = """<doc id="5" url="https://ko.wikipedia.org/wiki?curid=5" title="지미 &amp; 카터">
지미 & 카터

제임스 카터는 미국의 정치인이다.

생애.
조지아주에서 태어났다.

</doc>
<doc id="9" url="" title="수학">
수학

수를 다룬다 &lt;학문&gt;.
</doc>
"""


def dump(*pages: str) -> str:
    return (
        "<mediawiki"
        f' xml:lang="ko"><siteinfo><sitename>위키</sitename></siteinfo>{"".join(pages)}</mediawiki>'
    )


def page(title: str, text: str, ns: int = 0, extra: str = "") -> str:
    revision = (
        "<revision><id>77</id><contributor><id>3</id></contributor><text"
        f' bytes="9">{text}</text></revision>'
    )
    return f"<page><title>{title}</title><ns>{ns}</ns><id>12</id>{extra}{revision}</page>"
