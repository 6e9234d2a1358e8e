"""How a reply came about → JSON values, or trees for a terminal. Never prints."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from qa.account import Account, Judged, Term, Word, accounts, left_out, searched, trusted
from qa.answer import Answer, Bases, Passages, Reply, percent, shown
from qa.confidence import probability
from qa.defined import is_defined
from qa.headed import is_headed
from qa.plain import plain
from qa.ranked import System
from qa.render import cited
from qa.reply import Told

_MOST_WORDS = 12
_MOST_EFFECTS = 6


def explanation(told: Told[Any]) -> dict[str, Any]:
    """What each stage gave each quote and what the confidence is made of, as a JSON object."""
    ranked = told.ranked
    trust = trusted(told)
    return {
        "system": ranked.system,
        "terms": {
            "searched": [_term_json(term) for term in searched(ranked)],
            "left_out": [_term_json(term) for term in left_out(ranked)],
        },
        "quotes": [_account_json(told, it, n) for n, it in enumerate(accounts(told), start=1)],
        "confidence": trust
        and {**_judged_json(trust), "threshold": round(ranked.fitted.threshold, 4)},
    }


def _account_json(told: Told[Any], item: Account, rank: int) -> dict[str, Any]:
    hit, read = item.hit, item.reader
    ranked = told.ranked.of(hit.passage.document.collection)
    reranked = item.reranked
    return {
        "rank": rank,
        "bm25": {
            "rank": hit.bm25_rank,
            "score": round(hit.bm25, 4),
            "terms": [_term_json(term) for term in item.terms],
        },
        "dense": {"rank": hit.dense_rank, "cosine": round(hit.cosine, 4)},
        "hybrid": {"rank": item.rank, "of": len(ranked.hits), "score": round(hit.score, 4)},
        "late_interaction": {
            "rank": item.late_rank,
            "maxsim": round(item.maxsim, 4),
            "words": [_word_json(word) for word in item.words],
        },
        "reader": read
        and {
            "rank": read.rank,
            "of": len(ranked.readings or ()),
            "log_odds": round(read.log_odds, 4),
            "answer": read.answer or None,
            "probability": round(read.probability, 4),
        },
        "reranker": reranked
        and {"rank": reranked[0], "of": len(ranked.matched), "score": round(reranked[1], 4)},
        "window": {
            "rank": item.window_rank,
            "of": len(ranked.windows),
            **_judged_json(item.window),
        },
        "merged": [
            {"path": place.document.path, "start": place.span.start, "end": place.span.end}
            for place in item.copies
        ],
    }


def _term_json(term: Term) -> dict[str, Any]:
    return {"term": term.term, "idf": round(term.idf, 4), "passages": term.passages}


def _word_json(word: Word) -> dict[str, Any]:
    return {
        "word": word.word,
        "weight": round(word.weight, 4),
        "cosine": round(word.cosine, 4),
        "met_by": word.met_by,
    }


def _judged_json(judged: Judged) -> dict[str, Any]:
    return {
        "log_odds": round(judged.log_odds, 4),
        "probability": round(probability(judged.log_odds), 4),
        "bias": round(judged.bias, 4),
        "signals": [
            {
                "name": effect.signal,
                "value": round(effect.value, 4),
                "weight": round(effect.weight, 4),
                "effect": round(effect.effect, 4),
            }
            for effect in judged.effects
        ],
    }


def explained(told: Told[Any], base: Bases) -> RenderableType:
    """The same for a person, in the order of the stages. ``base`` is what the paths are relative
    to, for links."""
    trees = [_question(told)]
    ranks: dict[tuple[str, int], int] = {}
    for rank, (item, quote) in enumerate(
        zip(accounts(told), shown(told.reply), strict=True), start=1
    ):
        key = quote.place.document.collection, item.hit.id
        earlier = ranks.setdefault(key, rank)
        trees.append(_quote(told, item, rank, earlier, cited(quote.place, base)[0]))
    if (trust := trusted(told)) is not None:
        trees.append(_confidence(told, trust))
    elif isinstance(told.reply, Answer) and (why := _why(told)):
        sure = f"confidence {percent(told.reply)}"
        trees.append(_tree(Text.assemble((sure, "bold"), f"  the first quote {why}")))
    lines: list[RenderableType] = []
    for tree in trees:
        lines += [tree, Text("")]
    return Group(*lines[:-1])


def _why(told: Told[Any]) -> str:
    """What of the first quote is trusted without being judged; "" for nothing."""
    asked, window = told.ranked.asked.text, told.merged[0].window
    if is_headed(asked, window):
        return "stands below the very question"
    return "defines the very term" if is_defined(asked, window) else ""


def _question(told: Told[Any]) -> Tree:
    tree = _tree(Text("question", style="bold"))
    here, others = searched(told.ranked), left_out(told.ranked)
    _add(tree, "searched for", _terms(here) or "nothing: no word stands in the documents")
    if common := [term for term in others if term.passages]:
        _add(tree, "too common to help", _terms(common))
    if unknown := [term.term for term in others if not term.passages]:
        _add(tree, "in no document", _listed(unknown))
    return tree


def _quote(told: Told[Any], item: Account, rank: int, earlier: int, place: Text) -> Tree:
    """``earlier`` is the first quote of the same passage, whose stages are told there."""
    ranked = told.ranked.of(item.hit.passage.document.collection)
    name = "passage" if isinstance(told.reply, Passages) else "quote"
    tree = _tree(Text.assemble((f"{name} {rank}", "bold"), "  ", place))
    if earlier < rank:
        _add(tree, "passage", f"that of quote {earlier}")
    else:
        _search(tree, item, len(ranked.hits), ranked.system)
    if item.reranked is not None:
        at, score = item.reranked
        _add(tree, "reranker", f"rank {at} of {len(ranked.matched)}, score {score:.2f}")
    if (read := item.reader) is not None:
        sure = f"{read.probability:.0%}" if read.probability >= 0.01 else "below 1%"
        found = f"; likeliest answer: {plain(read.answer)} ({sure})" if read.answer else ""
        log_odds = f"log odds {read.log_odds:+.2f}"
        _add(tree, "reader", f"rank {read.rank} of {len(ranked.readings or ())}, {log_odds}{found}")
    elif ranked.readings is not None:
        _add(tree, "reader", f"not among the {len(ranked.readings)} that were read to rank")
    judged = item.window
    log_odds = f"log odds {judged.log_odds:+.2f}, score {probability(judged.log_odds):.3f}"
    window = _add(tree, "window", f"rank {item.window_rank} of {len(ranked.windows)}, {log_odds}")
    _effects(window, judged)
    if item.copies:
        paths = dict.fromkeys(plain(copy.document.cited) for copy in item.copies)
        _add(tree, "near-duplicates", f"{len(item.copies)} in {_listed(paths)}")
    return tree


def _search(tree: Tree, item: Account, count: int, system: System) -> None:
    """What the stages gave the passage before any word of it was read, as far as they were used."""
    hit = item.hit
    if system != "dense":
        terms = f": {_terms(item.terms)}" if item.terms else ""
        _add(tree, "BM25", f"{_ranked(hit.bm25_rank)}score {hit.bm25:.2f}{terms}")
    if system != "bm25":
        _add(tree, "dense", f"{_ranked(hit.dense_rank)}cosine {hit.cosine:.3f}")
    if system not in ("bm25", "dense"):
        _add(tree, "hybrid", f"rank {item.rank} of {count}")
    words = f": {_listed(map(_met, item.words))}" if item.words else ""
    late = f"rank {item.late_rank} of {count}, MaxSim {item.maxsim:.3f}"
    _add(tree, "late interaction", late + words)


def _confidence(told: Told[Reply], trust: Judged) -> Tree:
    threshold = f"threshold {told.ranked.fitted.threshold:.0%}"
    kept = "an answer" if isinstance(told.reply, Answer) else "no answer"
    sure = f"confidence {percent(told.reply)}"
    log_odds = f"log odds {trust.log_odds:+.2f}"
    tree = _tree(Text.assemble((sure, "bold"), f"  {log_odds}; {threshold}: {kept}"))
    _effects(tree, trust)
    return tree


def _effects(tree: Tree, judged: Judged) -> None:
    """What log odds are the sum of: the largest effects, the rest in one, the constant."""
    moved = [effect for effect in judged.effects if effect.effect]
    for effect in moved[:_MOST_EFFECTS]:
        about = f"{effect.signal} {effect.value:.3f} × {effect.weight:.2f}"
        tree.add(Text.assemble(f"{effect.effect:+.2f}  ", (about, "dim")))
    if rest := moved[_MOST_EFFECTS:]:
        total = sum(effect.effect for effect in rest)
        tree.add(Text.assemble(f"{total:+.2f}  ", (f"{len(rest)} other signals", "dim")))
    tree.add(Text.assemble(f"{judged.bias:+.2f}  ", ("bias", "dim")))


def _tree(label: Text) -> Tree:
    return Tree(label, guide_style="dim")


def _add(tree: Tree, stage: str, told: str | Text) -> Tree:
    return tree.add(Text.assemble((f"{stage}  ", "bold"), told))


def _ranked(rank: int | None) -> str:
    return f"rank {rank}, " if rank else "unranked, "


def _met(word: Word) -> str:
    own = plain(word.word)
    other = plain(word.met_by)
    by = f" ({other})" if other.casefold() != own.casefold() else ""
    return f"{own} {word.cosine:.2f}{by}"


def _terms(terms: Sequence[Term]) -> str:
    return _listed(f"{plain(term.term)} {term.idf:.1f}" for term in terms)


def _listed(parts: Iterable[str]) -> str:
    every = list(parts)
    more = f", {len(every) - _MOST_WORDS} more" if len(every) > _MOST_WORDS else ""
    return ", ".join(every[:_MOST_WORDS]) + more
