"""Answers joined to their questions: a bare yes or no says what the question says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.drafting.asking import Asked, asked
from assistant.drafting.clauses import Clause, is_filler, without_filler
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import clinical, denied, latin, pattern, speaks_of
from assistant.drafting.record import Dropped, Said, Source, Talk

_PARTICLES = re.compile(
    r"过|了|的|啊|呢|哦|嗯|吧|也|都|真|就|是|这个|这|那个|会|有|见|出现|人|家里|我|自己|没注意到|从来|一直|好像|倒|还|什么|太|很|觉得|感觉|"
    r"任何|他|她|在|得|呀|哈|对|可能|常|挺|到|沾|碰|一样|一点|啥|那些|这些|,|，| "
)
_NO_ZH = re.compile(r"没有|没|不|无|否|未|别的")
_OTHERS = re.compile(r"别的(?!没)")
_NOT_QUITE = re.compile(r"[不没]到|不[止足]")
_NO_EN = re.compile(
    r"^(?:(?:no|nope|nah),? )?(?:no|nope|nah|uh-uh|none(?: of (?:those|these|them|that))?|never|neither|"
    r"nothing(?: (?:of (?:that|the) sort|like that|else))?|"
    r"not (?:really|at all|that i \w+(?: of)?|me|yet)|nobody|negative|"
    r"(?:i|it|he|she|we|they) (?:don't|haven't|doesn't|hasn't|didn't|wasn't|isn't|can't|couldn't|do not|"
    r"have not|did not)(?: think so)?)(?:,? (?:sir|ma'am|doctor|doc))?$",
    re.IGNORECASE,
)
_YES_EN = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|that's (?:correct|right)(?: as well)?|correct|right|exactly|"
    r"a little|sometimes|(?:yes,? )?(?:i|it|he|she|we|they) (?:do|does|have|has|did|am|is|was|are|can|could))"
    r"(?:,? (?:sir|ma'am|doctor|doc))?$",
    re.IGNORECASE,
)
_AGE = re.compile(r"[您你]今年$|高寿|岁数|多大|年纪|几岁|年龄|how old", re.IGNORECASE)
_NAME_ASKED = re.compile(r"叫什么|名字|贵姓|怎么称呼|your (?:full )?name", re.IGNORECASE)
_BARE_AGE = re.compile(r"今?年?(?:\d{1,3}|[一二三四五六七八九十]{1,4})岁?$")
_KIN_TOO = re.compile(
    r"我?(?:们)?[^没不无\W]{1,4}(?:也|都)?(?:有|得过|是)的?$|my \w+(?: \w+)? (?:does|did|"
    r"has(?: it)?|had(?: it)?|too)$",
    re.IGNORECASE,
)
_SIDE = re.compile(r"左|右|\b(?:left|right)\b", re.IGNORECASE)
_STATUS = re.compile(r"(?:我|他|她)?(?:还)?(?:未婚|已婚|离[异婚]|丧偶|单身|再婚|未孕|未育)(?:了|的)?")
_ONESELF = re.compile(r"(?:我|他|她|本人)(?:自己|本人)?(?:倒|是|都|也)?[没不无]|自己[没不]")
_PEOPLE = re.compile(r"[里人的有都们]|in |your |any(?:body|one)|family|the ", re.IGNORECASE)
_THIRD = re.compile(r"[他她](?!们)|(?:he|she)\b", re.IGNORECASE)
_FEW = 4
_GREETS = re.compile(r"(?:doctor|doc|sir|ma'am|miss)$", re.IGNORECASE)
_GENERAL = re.compile(
    r"\b(?:conditions?|problems?|issues?|complaints?|symptoms|allergies|medications?|surgeries|diseases|illness(?:es)?|"
    r"fine|doctors?)\b",
    re.IGNORECASE,
)
_SOMETHING = 3
_TELLING = ("symptom", "disease", "habit", "drug", "allergy")
_SOMEBODY = re.compile(r"\b(?:you|he|she|they|it) $", re.IGNORECASE)
_A_STATEMENT = re.compile(
    r"(?:i|you|we|he|she|it|they|did|do|does|is|are|was|were|has|have|had|can|could|would|will|that|this|there|"
    r"anyone|anybody|time to|don't|doesn't|didn't)\b|.*\byou\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[\d一二两三四五六七八九十百半几]+[多来]?个?(?:多|半)?(?:分钟|小时|钟头|天|周|星期|礼拜|月|年|岁|次|片|粒|度)(?:前|多|半)?"
    r"|(?:\d+|[a-z]+) (?:hours?|days?|weeks?|months?|years?)(?: ago)?",
    re.IGNORECASE,
)
"""An amount that a question only repeats is no topic: `两个礼拜？`."""
_HOW = re.compile(r"怎么(?!样)|为什么|^(?:how|why|where)\b", re.IGNORECASE)
_CORRECTS = re.compile(r"不对|说错|说反|记错|搞错")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uttered:
    """One clause of the talk as it may be written, with the questions that it answers.

    `asked_of` are the questions open when it was said; `answered` marks a bare yes, no or don't know.
    """

    clause: Clause
    pieces: tuple[Piece, ...]
    asked_of: tuple[Asked, ...] = ()
    backing: tuple[Source, ...] = ()
    answered: Literal["yes", "no", "unknown"] | None = None

    @property
    def text(self) -> str:
        """Give the words as they will be written."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Reader:
    """Walks a talk once and joins answers to questions."""

    talk: Talk
    open: list[Asked] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    spoken_of: Said | None = None
    asked_about: Said | None = None
    _asked_in: int = -1

    def read(self, clauses: Sequence[Clause]) -> Iterator[Uttered]:
        """Give every clause that states something, in order."""
        first_of_turn = -1
        for clause in clauses:
            if is_filler(clause.text) and (clause.speaker in {"doctor", "nurse"} or not self.open):
                continue
            staff = clause.speaker in {"doctor", "nurse"}
            if clause.asks:
                self._ask(clause, staff=staff)
                continue
            if staff:
                if clause.turn != self._asked_in and not speaks_of("chat", clause.text):
                    self.open = []
                yield self._plain(clause, ())
                continue
            leads = clause.turn != first_of_turn
            if _GREETS.match(clause.text):
                continue
            if not speaks_of("chat", clause.text):
                first_of_turn = clause.turn
            yield from self._reply(clause, leads=leads)

    def _ask(self, clause: Clause, *, staff: bool) -> None:
        if not staff:
            return
        if clause.turn != self._asked_in:
            self.open = []
        self._asked_in = clause.turn
        self.open.append(asked(clause))
        found = pattern("disease").search(clause.text)
        if found:
            at = clause.said.start
            self.asked_about = Said(clause.turn, at + found.start(), at + found.end())

    def _plain(self, clause: Clause, questions: tuple[Asked, ...]) -> Uttered:
        said = without_filler(clause)
        self._remember(said)
        return Uttered(clause=clause, pieces=(self.piece(said),), asked_of=questions)

    def piece(self, said: Said) -> Piece:
        """Copy a stretch of a turn."""
        return Piece(self.talk.turns[said.turn].text[said.start : said.end], said)

    def _remember(self, said: Said) -> None:
        text = self.piece(said).text
        for group in ("symptom", "body"):
            found = pattern(group).search(text)
            if found:
                self.spoken_of = Said(said.turn, said.start + found.start(), said.start + found.end())
                return

    def _reply(self, clause: Clause, *, leads: bool) -> Iterator[Uttered]:
        questions = () if self._begins_anew(clause) else tuple(self.open)
        if not questions or _CORRECTS.search(clause.text):
            yield self._plain(clause, questions)
            return
        # A bare yes or no answers `有没有恶心`, not `哪边头疼` before it.
        closed = [one for one in questions if one.closed] or questions
        topics = [topic for one in closed for topic in one.topics]
        kind, meant = self._bare(clause, topics, leads=leads)
        if kind is None:
            yield self._content(clause, questions, leads=leads)
        elif (kind == "yes" and self._follows_another(clause)) or (
            kind == "yes" and any(_says_again(self.piece(one).text, self._rest(clause)) for one in meant)
        ):
            return
        elif kind == "no":
            yield from self._denial(clause, questions, meant)
        elif (
            kind == "yes" and meant and not questions[0].opening and (len(meant) == 1 or _confirms(questions))
        ):
            for topic in meant:
                self._remember(topic)
                yield self._answered(clause, questions, self._affirmed(topic, questions), "yes")
        elif kind == "yes" and len(meant) > 1:
            self.dropped.append(
                Dropped(clause.text, f"turn {clause.turn}: one yes to several questions; ask which")
            )

    def _begins_anew(self, clause: Clause) -> bool:
        """Say whether, behind another's answer, somebody complains of what nobody asked about."""
        complains = self._follows_another(clause) and speaks_of("symptom", clause.text)
        return complains and not any(speaks_of("symptom", one.text) for one in self.open)

    def _after_another(self, clause: Clause) -> bool:
        """Say whether the speaker began the turn with somebody else."""
        told = re.split(r"[，。！；,.]", self.talk.turns[clause.turn].text[: clause.said.start])[0]
        return speaks_of("relative", told) or speaks_of("other_person", told)

    def _follows_another(self, clause: Clause) -> bool:
        """Say whether somebody speaks right behind another than the doctor."""
        before = self.talk.turns[clause.turn - 1].speaker if clause.turn else "doctor"
        return before in {"patient", "family"} and before != clause.speaker

    def _names_a_matter(self, topic: Said) -> bool:
        """Say whether a topic names more than the people who are asked about."""
        return bool(_PEOPLE.sub("", pattern("relative").sub("", self.piece(topic).text)).strip())

    def _of_whom(self, clause: Clause, text: str, questions: tuple[Asked, ...]) -> Piece | None:
        """Give what an answer about somebody else leaves out: the disease asked about, or the person."""
        kin = speaks_of("relative", text) or speaks_of("other_person", text)
        silent = not any(self._names_a_matter(topic) for topic in questions[-1].topics)
        if self.asked_about is not None and _KIN_TOO.match(text) and kin and silent:
            return self.topic_piece(self.asked_about)
        whose = self._whose(clause, questions)
        return self.piece(whose) if whose is not None else None

    def _whose(self, clause: Clause, questions: tuple[Asked, ...]) -> Said | None:
        """Give the person, other than the patient, of whom a patient's answer says only he or she."""
        if clause.speaker != "patient" or not _THIRD.match(clause.text):
            return None
        for asking in (one.clause for one in reversed(questions)):
            named = pattern("other_person").search(asking.text) or pattern("relative").search(asking.text)
            if named is not None:
                start = asking.said.start
                return Said(asking.turn, start + named.start(), start + named.end())
        return None

    def _is_verbal(self, questions: tuple[Asked, ...], topic: Said) -> bool:
        """Say whether a topic is what somebody does rather than what somebody has."""
        text, whole = self.piece(topic).text, self.talk.turns[topic.turn].text
        if latin(text) and (_A_STATEMENT.match(text) or _SOMEBODY.search(whole[: topic.start])):
            return True
        return any(one.verbal and topic in one.topics for one in questions)

    def _rest(self, clause: Clause) -> str:
        """Give what the speaker says behind a clause."""
        return self.talk.turns[clause.turn].text[clause.said.end :]

    def _affirmed(self, topic: Said, questions: tuple[Asked, ...]) -> tuple[Piece, ...]:
        piece = self.topic_piece(topic)
        if not latin(piece.text):
            return (piece,)
        return (piece, Piece(": yes")) if self._is_verbal(questions, topic) else (Piece("Reports "), piece)

    def _denial(self, clause: Clause, questions: tuple[Asked, ...], meant: list[Said]) -> Iterator[Uttered]:
        nouns = [topic for topic in meant if not self._is_verbal(questions, topic)]
        for topic in meant:
            if topic not in nouns:
                pieces = (self.topic_piece(topic), Piece(": no"))
                yield self._answered(clause, questions, pieces, "no")
        if not nouns:
            return
        english = latin(self.piece(nouns[0]).text)
        written: list[Piece] = [Piece("Denies " if english else "否认")]
        for number, topic in enumerate(nouns):
            written += [Piece(", " if english else "、")] if number else []
            written.append(self.topic_piece(topic))
        yield self._answered(clause, questions, tuple(written), "no")

    def _answered(
        self,
        clause: Clause,
        questions: tuple[Asked, ...],
        pieces: tuple[Piece, ...],
        said: Literal["yes", "no"],
    ) -> Uttered:
        return Uttered(
            clause=clause, pieces=pieces, asked_of=questions, backing=(clause.said,), answered=said
        )

    def topic_piece(self, said: Said) -> Piece:
        """Copy a topic to stand inside a sentence, where a word that began one is not capital."""
        piece = self.piece(said)
        plain = piece.text[:1].isupper() and piece.text[1:2].islower()
        return Piece(piece.text[0].lower() + piece.text[1:], said) if plain else piece

    def _content(self, clause: Clause, questions: tuple[Asked, ...], *, leads: bool) -> Uttered:
        """Set the topic before an answer that does not name what it is about."""
        said = without_filler(clause)
        text = self.piece(said).text
        plain = Uttered(clause=clause, pieces=(self.piece(said),), asked_of=questions)
        self._remember(said)
        colon = Piece(": " if latin(text) else "：")
        whose = self._of_whom(clause, text, questions)
        if whose is not None:
            return replace(plain, pieces=(whose, colon, *plain.pieces))
        if _tells_age(text, questions, leads=leads):
            return replace(plain, pieces=(Piece("Age: " if latin(text) else "年龄："), *plain.pieces))
        sentence = latin(text) and len(text.split()) > _FEW
        opens = any(one.opening or _NAME_ASKED.search(one.text) for one in questions)
        if not leads or sentence or opens or _names_itself(text):
            return plain
        topic = self._topic_of(questions)
        if topic is None or topic.turn == said.turn or self.piece(topic).text in text:
            return plain
        if _other_side(self.piece(topic).text, text):
            return plain
        unknown = speaks_of("unknown", text)
        pieces = (self.topic_piece(topic), colon, self.piece(said))
        return Uttered(
            clause=clause, pieces=pieces, asked_of=questions, answered="unknown" if unknown else None
        )

    def _topic_of(self, questions: tuple[Asked, ...]) -> Said | None:
        """Give the one topic that an answer can be about; of several asked at once none is certain."""
        topics = [topic for one in questions for topic in one.topics]
        mixed = len(questions) > 1 and not all(one.topics for one in questions)
        if len(topics) > 1 or mixed or any(_HOW.search(one.text) for one in questions):
            return None
        if not topics:
            return None if questions[-1].closed else self.spoken_of
        named = self.piece(topics[0]).text
        if _AMOUNT.fullmatch(named):
            return None
        return topics[0] if (len(named) > 1 and not latin(named)) or clinical(named) else None

    def _bare(
        self, clause: Clause, topics: Sequence[Said], *, leads: bool
    ) -> tuple[Literal["yes", "no"] | None, list[Said]]:
        """Say whether a clause is nothing but a yes or a no, and to which topics."""
        whole = _YES_EN.match(clause.text) or _NO_EN.match(clause.text)
        text = clause.text if whole else self.piece(without_filler(clause)).text
        if latin(text):
            plain: Literal["yes", "no"] | None = (
                "no" if _NO_EN.match(text) else "yes" if _YES_EN.match(text) else None
            )
            return (plain, list(topics)) if leads and plain else (None, [])
        if _NOT_QUITE.match(text):
            return None, []
        rest = set(_PARTICLES.sub("", _NO_ZH.sub("", text)))
        echoed = [topic for topic in topics if rest and rest <= set(self.piece(topic).text)]
        says_more = (bool(rest) and not echoed) or _STATUS.fullmatch(text) is not None
        leads = leads or (self._after_another(clause) and _ONESELF.match(text) is not None)
        if speaks_of("unknown", text) or says_more or not (leads or echoed):
            return None, []
        meant = [topic for topic in echoed if self.piece(topic).text.startswith(text)] or echoed
        return ("no" if _NO_ZH.search(_OTHERS.sub("", text)) else "yes"), meant or list(topics)


def _other_side(asked_of: str, text: str) -> bool:
    """Say whether an answer names another side than the question."""
    sides, named = ({one.lower() for one in _SIDE.findall(part)} for part in (asked_of, text))
    return bool(sides and named) and not sides & named


def _tells_age(text: str, questions: Sequence[Asked], *, leads: bool) -> bool:
    """Say whether an answer is an age: what leads behind the question for it, a bare number behind a name."""
    named = any(_NAME_ASKED.search(one.text) for one in questions)
    asked_age = leads and not named and _AGE.search(questions[-1].text) and not _names_itself(text)
    return bool(asked_age or (named and _BARE_AGE.match(text)))


def _says_again(topic: str, rest: str) -> bool:
    """Say whether what follows a yes tells by itself of what was asked, as in `yes, I have nausea`."""
    if not latin(topic):
        return False
    if _GENERAL.search(topic):
        return len(rest.split()) >= _SOMETHING
    named = {match[0].lower() for group in _TELLING for match in pattern(group).finditer(topic)}
    return any(match[0].lower() in named for group in _TELLING for match in pattern(group).finditer(rest))


def _confirms(questions: Sequence[Asked]) -> bool:
    """Say whether what was asked only wants to be confirmed."""
    return bool(re.search(r"吧$|对吗$|是吗$|\bright$", questions[-1].text))


def says_nothing(text: str) -> bool:
    """Say whether a clause is a yes or a no without what it is about."""
    if latin(text):
        return bool(_NO_EN.match(text) or _YES_EN.match(text))
    return not _PARTICLES.sub("", _NO_ZH.sub("", text))


def _names_itself(text: str) -> bool:
    """Say whether an answer says by itself what it is about."""
    return any(
        speaks_of(group, text)
        for group in ("symptom", "disease", "habit", "allergy", "surgery", "reproductive")
    ) or (clinical(text) and not denied(text) and len(text) > (24 if latin(text) else 8))
