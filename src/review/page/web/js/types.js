// The objects that the page and the program exchange, for editors and for readers: this file holds
// nothing to run and is not sent to the browser. The program's side is src/review/page/protocol.rs,
// and a test there fails where the two differ.

/**
 * Who wrote a statement: an office or a citizen.
 * @typedef {"institutional"|"citizen"} Origin
 */

/**
 * What a challenge is aligned to, by ids of the frame or "NINGUNO"; what is null is not said.
 * @typedef {Object} Alignment
 * @property {"largo_plazo"|"gestion"|null} horizon Its horizon.
 * @property {string|null} objetivo_desarrollo Its objetivo de desarrollo.
 * @property {string|null} objetivo_gestion Its objetivo de gestión.
 * @property {string[]} politicas Its policies, in order.
 */

/**
 * Somebody who opened the page.
 * @typedef {Object} Reviewer
 * @property {string} name Their name, as the link has it.
 * @property {boolean} read_only Whether they may look and not decide.
 */

/**
 * Something of the planning frame that is chosen from a list.
 * @typedef {Object} FrameItem
 * @property {string} id Its id in the frame.
 * @property {string} text Its name or its text.
 */

/**
 * Something of the planning frame that stands under something else.
 * @typedef {Object} FrameSubitem
 * @property {string} id Its id in the frame.
 * @property {string} of The id of what it stands under: an objetivo de desarrollo, or an objetivo de gestión.
 * @property {string} text Its text.
 */

/**
 * What has become of a card.
 * @typedef {"open"|"begun"|"waiting"|"decided"|"gone"} CardState
 */

/**
 * How far the review is.
 * @typedef {Object} Counts
 * @property {[number, number][]} competencias By competencia in the frame's order: how many cards are decided or gone, and how many there are.
 * @property {number} decided How many statements people decided about.
 * @property {number} discarded How many statements people discarded.
 * @property {number} out How many statements are out of competence.
 * @property {number} pending How many statements wait for a person.
 * @property {number} statements How many statements there are.
 */

/**
 * A card as the list shows it.
 * @typedef {Object} CardRow
 * @property {string[]} by Who decided something of what stands in it, in alphabetical order.
 * @property {number} citizen How many citizen statements stand in it.
 * @property {number} comments How many comments about it stand.
 * @property {number} competencia Its competencia: an index into ReviewState.competencias.
 * @property {number} decided How many of its statements people decided.
 * @property {boolean} [doubtful] Whether its statements part when the grouping is repeated.
 * @property {string} id The id of the candidate or challenge.
 * @property {number} institutional How many institutional statements stand in it.
 * @property {string} [name] Its short name; empty for a challenge that people made.
 * @property {number} pending How many of its statements somebody has to decide about again.
 * @property {number} [rank] Its place in the order of review, from 1.
 * @property {CardState} state What has become of it.
 * @property {string} title Its wording; empty where a blind review leaves out the draft.
 */

/**
 * What the page begins with.
 * @typedef {Object} ReviewState
 * @property {boolean} blind Whether the machine's words are left out.
 * @property {FrameItem[]} competencias The frame's competencias.
 * @property {Counts} counts How far the review is.
 * @property {FrameItem[]} desarrollo The frame's objetivos de desarrollo.
 * @property {FrameItem[]} finals The frame's published challenges.
 * @property {string} frame The frame's name.
 * @property {FrameSubitem[]} gestion The frame's objetivos de gestión.
 * @property {Reviewer} me Who opened the page.
 * @property {FrameSubitem[]} politicas The frame's policies.
 * @property {string[]} reasons The reasons to discard that are offered.
 * @property {CardRow[]} rows Every card, in the order of review.
 * @property {number} version The number of the last act.
 */

/**
 * A statement as a card shows it.
 * @typedef {Object} StatementView
 * @property {string[]} also The other places that it belongs to.
 * @property {string|null} by Who spoke last about it.
 * @property {string|null} card The card that it stands in or waits at.
 * @property {string|null} contradicted The competencia that its text points to, where that is not the one declared.
 * @property {string|null} family The id of the first statement that says almost the same, itself included.
 * @property {string} id Its id.
 * @property {string[]} likely The ids of the cards where it might belong instead, the likeliest first; none in a blind review.
 * @property {string[]} more The workshop and the date, where they are known.
 * @property {boolean} novel Whether it probably speaks of none of the challenges that existed before the run.
 * @property {Origin} origin Who wrote it.
 * @property {boolean} people Whether people put it where it stands.
 * @property {string|null} personal The personal data in it, in words.
 * @property {string|null} place The parroquia or the office that it comes from.
 * @property {string} seen Its fingerprint, to be sent back with an act on it.
 * @property {string[]} text Its text in pieces: plain, marked, plain and so on.
 * @property {string|null} why Why it waits, is out, or was discarded.
 */

/**
 * The statements of one origin in a card.
 * @typedef {Object} SideView
 * @property {StatementView[]} statements Those that are shown, the most typical first.
 * @property {number} total How many there are.
 */

/**
 * An act as a card's history tells it.
 * @typedef {Object} HistoryEntry
 * @property {string} at When, in the form 2026-09-11T10:00:00Z.
 * @property {boolean} mine Whether the reviewer who looks may undo it.
 * @property {string|null} note The reviewer's comment.
 * @property {number} number Its number in the log.
 * @property {boolean} undone Whether it was undone.
 * @property {string} what What was done, as a sentence.
 */

/**
 * A card, whole.
 * @typedef {Object} CardView
 * @property {boolean} accepted Whether people made it a challenge.
 * @property {Alignment} alignment What people aligned it to.
 * @property {SuggestedAlignment|null} [aligned] What it might be aligned to; null where people made it.
 * @property {StatementView[]} also The statements of other cards that belong here too.
 * @property {string[]} brought The ids of its statements that people put here and the machine elsewhere.
 * @property {string[]} by Who decided something of what stands in it, in alphabetical order.
 * @property {number} citizen How many citizen statements stand in it.
 * @property {number} comments How many comments about it stand.
 * @property {number} competencia Its competencia: an index into ReviewState.competencias.
 * @property {string|null} contested What reviewers disagree on.
 * @property {number} decided How many of its statements people decided.
 * @property {boolean} [doubtful] Whether its statements part when the grouping is repeated.
 * @property {string|null} [firmness] Whether its statements stay together, in words.
 * @property {HistoryEntry[]} history The acts about it, the last first.
 * @property {string|null} [horizon] The horizon that is suggested, in words.
 * @property {string} id The id of the candidate or challenge.
 * @property {number} institutional How many institutional statements stand in it.
 * @property {string} [name] Its short name; empty for a challenge that people made.
 * @property {CardRow[]} [near] The cards that it might be one with, the nearest first.
 * @property {[string, string][]} [opposed] The ids of the pairs of its statements that wish opposite things, at most twenty.
 * @property {number} pending How many of its statements somebody has to decide about again.
 * @property {boolean} published Whether it is a published challenge of the frame.
 * @property {number} [rank] Its place in the order of review, from 1.
 * @property {StatementView[]} repeated The statements elsewhere that say the same as one here.
 * @property {string} seen Its fingerprint, to be sent back with an act on it.
 * @property {[SideView, SideView]} sides The institutional side and the citizen side.
 * @property {CardState} state What has become of it.
 * @property {string} title Its wording; empty where a blind review leaves out the draft.
 * @property {number} version The number of the last act when it was shown.
 * @property {StatementView[]} waiting The statements that were here and have no place yet.
 * @property {WeakestPair|null} [weakest] Its two statements least alike.
 * @property {Wording[]} wordings The wordings that reviewers do not agree on.
 */

/**
 * How a reviewer words a card that another words otherwise.
 * @typedef {Object} Wording
 * @property {boolean} mine Whether it is that of the reviewer who looks.
 * @property {string} text The wording.
 * @property {string} who Whose it is.
 */

/**
 * What the machine would align a card to.
 * @typedef {Object} SuggestedAlignment
 * @property {Alignment} best The most probable of all that fits together.
 * @property {boolean} by_frame Whether it is the frame's own alignment and no suggestion.
 * @property {RankedAnswer[]} desarrollo The most probable objetivos de desarrollo, best first.
 * @property {RankedAnswer[]} gestion The most probable objetivos de gestión, best first.
 * @property {string|null} largo_plazo How probable largo plazo is, in words.
 * @property {RankedAnswer[]} politicas The most probable policies, best first.
 */

/**
 * One answer to what a card is aligned to.
 * @typedef {Object} RankedAnswer
 * @property {string} id An id of the frame, or "NINGUNO".
 * @property {string} kind Of which kind: desarrollo, gestion or politica.
 * @property {string} probability How probable it is, in words.
 */

/**
 * The two statements of a card that are least alike.
 * @typedef {Object} WeakestPair
 * @property {[string, string]} pair Their ids.
 * @property {string} words How alike they are, in words.
 */

/**
 * The likenesses of a card, each as the share of all pairs that are less alike, in words.
 * @typedef {Object} Scores
 * @property {string|null} mean The mean over the card's pairs.
 * @property {[string, string][]} statements By statement: its id, and how like it is to the others.
 * @property {string|null} weakest That of the least alike pair.
 */

/**
 * A page of statements that stand in no card.
 * @typedef {Object} UngroupedPage
 * @property {number} page Which page, from 0.
 * @property {number} pages How many pages there are.
 * @property {StatementView[]} statements The statements on it.
 * @property {number} total How many statements there are on all pages.
 * @property {number} version The number of the last act.
 */

/**
 * What a search found.
 * @typedef {Object} SearchResult
 * @property {SearchHit[]} hits The cards, and what in them was hit.
 * @property {number} loose How many statements without a card were hit.
 */

/**
 * A card that a search found.
 * @typedef {Object} SearchHit
 * @property {string} card Its id.
 * @property {string|null} sample The text of the first statement that was hit; null where only the wording or the id was.
 * @property {string[]} statements The ids of its statements that were hit.
 */

/**
 * The cards that others have open.
 * @typedef {Object} OpenCards
 * @property {OpenCard[]} cards Each card and who has it open, in the order of their names.
 */

/**
 * A card that somebody has open.
 * @typedef {Object} OpenCard
 * @property {string} card Its id.
 * @property {string} who Who has it open.
 */

/**
 * The figures behind the overview.
 * @typedef {Object} Overview
 * @property {[number, number, number, number, number][]} cards By competencia, how many cards are decided, begun, waiting, open and gone.
 * @property {Counts} counts How far the review is.
 * @property {[OriginFlow, OriginFlow]} flow Where the statements of each origin are: institutional, citizen.
 * @property {MapPoint[]} map Where the candidates are on the map; none in a blind review.
 */

/**
 * Where the statements of one origin are.
 * @typedef {Object} OriginFlow
 * @property {[number, number, number, number, number]} counts How many people put in a challenge, are proposed for one, wait, are out, and are discarded.
 * @property {Origin} origin Who wrote them.
 */

/**
 * A card on the map.
 * @typedef {Object} MapPoint
 * @property {number} citizen How many citizen statements stand in it.
 * @property {number} competencia Its competencia: an index into ReviewState.competencias.
 * @property {string} id Its id.
 * @property {number} institutional How many institutional statements stand in it.
 * @property {string} title Its wording.
 * @property {number} x Its place from left to right, without a unit.
 * @property {number} y Its place from bottom to top, without a unit.
 */

/**
 * The cards of a competencia, for printing.
 * @typedef {Object} PrintedCompetencia
 * @property {PrintedCard[]} cards The cards, in the order of their ids.
 * @property {string} competencia The competencia's name.
 */

/**
 * A card for printing.
 * @typedef {Object} PrintedCard
 * @property {string[]} by Who decided something of what stands in it, in alphabetical order.
 * @property {number} citizen How many citizen statements stand in it.
 * @property {number} comments How many comments about it stand.
 * @property {number} competencia Its competencia: an index into ReviewState.competencias.
 * @property {number} decided How many of its statements people decided.
 * @property {boolean} [doubtful] Whether its statements part when the grouping is repeated.
 * @property {string} id The id of the candidate or challenge.
 * @property {number} institutional How many institutional statements stand in it.
 * @property {string} [name] Its short name; empty for a challenge that people made.
 * @property {number} pending How many of its statements somebody has to decide about again.
 * @property {number} [rank] Its place in the order of review, from 1.
 * @property {CardState} state What has become of it.
 * @property {PrintedStatement[]} statements All its statements, the most typical first.
 * @property {string} title Its wording; empty where a blind review leaves out the draft.
 */

/**
 * A statement for printing.
 * @typedef {Object} PrintedStatement
 * @property {string} id Its id.
 * @property {Origin} origin Who wrote it.
 * @property {string|null} place The parroquia or the office that it comes from.
 * @property {string} text Its text.
 */

/**
 * The answer to an act or to an undo.
 * @typedef {Object} Recorded
 * @property {boolean} [already] Whether it was decided so before, and nothing was recorded; absent where it is false.
 * @property {string|null} [card] The card that it is about.
 * @property {Counts} counts How far the review is now.
 * @property {string[]} gone The ids of cards that are no more.
 * @property {number} [number] Its number in the log.
 * @property {CardRow[]} rows The cards that are different or new.
 * @property {number} version The number of the last act.
 * @property {string} [what] What was done, as a sentence.
 */

/**
 * What happened since an act that the page knows.
 * @typedef {Object} News
 * @property {Counts} [counts] How far the review is now.
 * @property {string[]} [gone] The ids of cards that are no more.
 * @property {boolean} [reload] Whether the page has to begin anew: too much happened; absent where it is false.
 * @property {CardRow[]} [rows] The cards that are different or new.
 * @property {ToldAct[]} [told] The acts, in their order.
 * @property {string[]} [touched] The ids of the cards that are different.
 * @property {number} version The number of the last act.
 */

/**
 * An act as others hear of it.
 * @typedef {Object} ToldAct
 * @property {string} what What was done, as a sentence.
 * @property {string} who Who did it.
 */

/**
 * A request that is not answered, and why.
 * @typedef {Object} Refused
 * @property {string} error Why, in words for people.
 */

/**
 * An act that was not recorded because the log is no longer where it was.
 * @typedef {Object} LogLost
 * @property {string} error What happened, in words for people.
 * @property {boolean} lost That it is this.
 */

/**
 * What was saved of the decisions in memory.
 * @typedef {Object} Rescued
 * @property {number} decisions How many decisions.
 * @property {string[]} files The names of the files in the run's folder.
 */

/**
 * An act about something that has changed: nothing was recorded.
 * @typedef {Object} Conflict
 * @property {string[]} changed What others did, in sentences.
 * @property {number} version The number of the last act.
 */

/**
 * What a reviewer can do.
 * @typedef {"accept"|"take_out"|"move"|"split"|"merge"|"rename"|"discard"|"also_in"|"align"|"dont_know"|"comment"} ActKind
 */

/**
 * A statement that an act is about, and its fingerprint when it was shown.
 * @typedef {Object} SeenStatement
 * @property {string} id Its id.
 * @property {string} seen Its fingerprint.
 */

/**
 * What a reviewer did.
 * @typedef {Object} Act
 * @property {Alignment|null} [alignment] What it is aligned to: all that its reviewer says of it.
 * @property {string|null} [card] The card that was looked at; null for statements without a card or of several.
 * @property {ActKind} kind What was done.
 * @property {string|null} [note] A comment, in the reviewer's words.
 * @property {string|null} [reason] The reason, from the list or in the reviewer's words.
 * @property {string|null} [seen] The card's fingerprint when it was shown.
 * @property {number} [since] The number of the last act that was known.
 * @property {SeenStatement[]} [statements] The statements it is about.
 * @property {string|null} [target] The card, challenge or new challenge that the statements go to.
 * @property {string|null} [text] A wording.
 */

/**
 * A request to take back an act.
 * @typedef {Object} UndoRequest
 * @property {number|null} number The act's number; null for the reviewer's last act that counts.
 */

/**
 * Which card is asked for.
 * @typedef {Object} CardQuery
 * @property {string} id Its id.
 * @property {number|null} limit The most statements a side.
 */

/**
 * Which statements without a card are asked for.
 * @typedef {Object} UngroupedQuery
 * @property {string} kind Which list.
 * @property {number|null} page Which page, from 0.
 */

/**
 * What is looked for.
 * @typedef {Object} SearchQuery
 * @property {string} q Words, all of which a card or one of its statements has to hold.
 */

/**
 * Which competencia is to be printed.
 * @typedef {Object} PrintQuery
 * @property {number} competencia An index into ReviewState.competencias.
 */

/**
 * From which act on news are asked for.
 * @typedef {Object} NewsQuery
 * @property {string|null} [card] The card that is open meanwhile.
 * @property {number} since The number of the last act that is known.
 */

export {};
