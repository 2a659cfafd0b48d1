"""The part-of-speech tags of each analyser: a tag to keep, or to leave out, that none of them
begins with would do nothing."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["HANNANUM", "KIWI", "KKMA", "KOMORAN", "OKT", "UNREADABLE_TAG", "as_tags", "check_tags"]

UNREADABLE_TAG = "SW"  # of what an analyser cannot read, whatever its own tags are


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SHARED = _names(
    "NNG NNP NNB NR NP VV VA VX VCP VCN MAG IC JKS JKC JKG JKO JKB JKV JKQ JX JC EP EF EC ETM "
    "ETN XPN XSN XSV XSA XR SF SE SH SL SN SW"
)
KIWI = _SHARED + _names(
    "MM MAJ XSM SP SS SSO SSC SO SB UN UNA NF NV W_URL W_EMAIL W_HASHTAG W_MENTION W_SERIAL "
    "W_EMOJI Z_CODA Z_SIAT USER0 USER1 USER2 USER3 USER4 P"
)
KOMORAN = _SHARED + _names("MM MAJ NA NF NV SO SP SS")
KKMA = _SHARED + _names(
    "NNM VXV VXA MD MDT MDN MAC MAJ MM JKM JKI EPH EPT EPP EFN EFQ EFO EFA EFI EFR ECE ECD ECS "
    "ETD XPV SS SP SO EMO UN UV UE OL OH ON"
)
HANNANUM = _names(
    "N NC NCP NCPA NCPS NCN NCR NQ NQPA NQPB NQPC NQQ NB NBU NBS NBN NP NPP NPD NN NNC NNO P PV "
    "PVD PVG PA PAD PAA PX M MM MMD MMA MA MAD MAG MAJ I II J JC JCS JCO JCC JCM JCV JCA JCJ "
    "JCT JCR JX JXC JXF JP E EP EC ECC ECS ECX ET ETN ETM EF X XP XS XSN XSV XSM XSA F S SP SF "
    "SL SR SD SE SU SY SW"
)
OKT = _names(
    "Noun Verb Adjective Adverb Determiner Exclamation Josa Eomi PreEomi Conjunction Modifier "
    "VerbPrefix Suffix Unknown Korean Foreign Number KoreanParticle Alpha Punctuation Hashtag "
    "ScreenName Email URL CashTag ProperNoun Space Others SW"
)


def as_tags(name: str, given: object) -> tuple[str, ...]:
    """Tags by their beginnings, as a tuple.

    Raises:
        TypeError: they are no tags.
    """
    if isinstance(given, (str, dict)) or not hasattr(given, "__iter__"):
        raise TypeError(f"{name} must be a tuple of tags such as ('NN', 'VV'), not {given!r:.60}")
    tags = tuple(given)
    for tag in tags:
        if not isinstance(tag, str) or not tag:
            raise TypeError(
                f"{name} must be a tuple of tags such as ('NN', 'VV'), not {given!r:.60}"
            )
    return tags


def check_tags(name: str, tags: tuple[str, ...], known: Collection[str], whose: str) -> None:
    """``ValueError`` that has the known tags, unless one of them begins with each; any will do
    where none are known."""
    for tag in tags:
        if known and not any(_fits(tag, one) for one in known):
            raise ValueError(
                f"{name}={tag!r:.40}: {whose} has no tag that begins so; it has {', '.join(known)}"
            )


def _fits(tag: str, known: str) -> bool:
    """Whether a tag is the beginning of a known one, or that and something behind it, as VV+EC."""
    return known.startswith(tag) or tag.startswith((f"{known}+", f"{known}-"))
