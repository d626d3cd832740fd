"""Words of ABC: valid, invalid and absurd."""

from __future__ import annotations

_MUSIC = r"""
C99999 C999999999999999 C/99999 C//////////// z0 C0 C/0 Z9999 X64 Z C,,,,,,,, c'''''' ^^^C __B =c
(3 (9 (3:2:9 (2:0:1 (5:9:9abc (3abc [CEG] [CEGceg]99 [C ] [] C- -- C> >< >>> <<<<
| || |] |: :| :: :||: |:: ::::| |1 :|2 [1 [2 |1,3 |1-9 |9-1 [0 |0 |1-99999 [1,2,3,4,5
"Am" " ! !trill! + {gg} { } ~ % \ ` $ * y9 [K:Bb] [M:3/4] [L:1/64] [K: [V:2] [I:x] CDEFGABc ((((( )))) [|]
"""
MUSIC = (
    *_MUSIC.split(),
    *("\n", "\r\n", "\r", " ", "\x00", "\x0b", "\u2028", "\ufeff", "é", "𝄞", "\ud800"),
    *("|" * 40, ":" * 40, "[|]" * 9, "'" * 40, "1" * 30, "/" * 30, "C|" * 60),
)
"""Words of a tune's body: valid, invalid and absurd."""

_FIELDS = r"""
X:1 X: X:99999999999999999999 T:<b>&amp;</b> T:{0}%s\1 R:jig R: M:6/8 M:0/4 M:4/0 M:24/1 M:1/32 M:99/8 M:C|
M:none M:2+3/8 L:1/8 L:1/64 L:1 L:0 L:1/3 K:D K: K:C# K:Cbphr K:G#maj K:HP K:none K:Q Q:1/4=120 Q:0/4=0
Q:9999/1=1 Q:1/9999=9999 Q:1=1 Q:"fast" P:AABB P:A V:1 V:2 w:words %comment U:T=!trill!
"""
FIELDS = (
    *_FIELDS.split(),
    *("T:A Tune", "T:" + "W" * 300, "T:\x07 \u202e", "K:D clef=bass", "K:D ^f", "%%MIDI program 99"),
)
"""Header lines of a tune."""

_HEAD = r"""
P:ABBA P:A2(BC)3 P:(AB)2.C P:A(B P:A9999 P:((((A)))) P:A(B(C(D(E)9)9)9)9 M:none M:C M:3/4 M:5/4 M:(2+2+3)/8
M:2+3/8 M:(3+2)/0 L:1/8 L:1/16 Q:3/8 Q:C=90 Q:C3=60 Q:Allegro K:G K:none K: K:Dm^c K:HP K:Hp V:1
C:trad. O:Ireland Z:someone S:session
"""
_HEAD_LINES = r"""
T:\AA Caf\'e &eacute; \u00e9 &#233; &nosuch; \%
P:best on melodeon
Q:"Lento" 1/4=40
Q:1/4 1/8=60 "slow"
Q:1/4=120 1/4=90
K:Dphr ^f
K:Amix =g
K:C clef=treble-8
K:D exp ^f _b =c
K:C octave=-1 transpose=2 middle=B stafflines=0
V:2 clef=bass
V:T name="Tenor" clef=tenor
%%score (1 2)
%%MIDI program 1 40
I:linebreak $
N:a note
U:T = !trill!
U:n = !nil!
m:~n2 = n/o/n/
%%begintext⏎some text⏎⏎%%endtext
%%begintext
%%propagate-accidentals pitch
I:abc-charset utf-8
"""
HEAD_FIELDS = (
    *_HEAD.split(),
    *(line.replace("⏎", "\n") for line in _HEAD_LINES.strip().split("\n")),
    *("T:\u4e2d\u6587 \u041a\u0438\u0457\u0432", "T:" + "\\" * 90),
)
"""Lines of a head: most are right."""

_BODY = "K:D K:Am M:2/4 M:none M:5/8 L:1/16 P:A P:B P:C V:1 V:2 Q:1/4=90 G:core"
_BODY_LINES = r"""
w:la la-la_ *| la~la \- 1.~la
w:
w:-_-_*|*|~----------
W:all the words
s:** !f! *
r:a remark
T:Part two
N:slowly
K:G clef=bass
%%vskip 1cm
%%begintext⏎x⏎%%endtext
+:more
I:MIDI program 1
V:1 merge
K:^f
"""
BODY_FIELDS = (
    *_BODY.split(),
    *(line.replace("⏎", "\n") for line in _BODY_LINES.strip().split("\n")),
)
"""Fields between lines of music."""

_CONSTRUCTS = r"""
|1CDEF:|2GABc|] |1,3CD:|2EF:| |1-2C4:|3D4|] ||: |:: ::| || [|] |] .| [1CD:|[2EF|] :|]|: |:CDEF||GABc:|
{g}A {/g}A {gab}c {g2/f}e {} {g|a} !trill!c !fermata!d !segno!e !D.C.!|] !nosuch!f +trill+g !< ~A .B Tc
(CD) ((C)D) (C(D)E) ((( .(CD) [CEG]2 [CE]-[CG] [C2E]- [C4EG] [CC] [^C=E_G]/ C-|C C-:|C [CE]-|E ^C-|C
(3ABc G>(3ABc (3ABc>d (3A>Bc (5ABcde (7ABcdefg (3::2ab (3:2:4abcd A>>B A<<<B A>|B A/>B x2 X2 Z3 z/ y y3
[K:D] [M:2/4] [L:1/16] [Q:1/4=60] [P:A] [V:2] [I:x] [r:x] [N:x] & &&
(& &) (&CD|EF&G2|A2&) \ $ ! * ; ? @ # ` ^/F ^3/2c
"Am7/G" "^up" "_down" "<left" "Bb°" "N.C." "(A)"
!fine!F| !D.C.alfine!c|] !D.S.!c:| !dacoda!E| !coda!F !D.S.alcoda!| "Fine" "^D.C." "^D.S." "^Segno"
!p!C !<(!C !<)!D [|]
"""
CONSTRUCTS = (
    *_CONSTRUCTS.split(),
    *('"@1,2 there"', "C4-|\\\nC4", "CD % remark\nEF", "% line\n", "\xa0", "\u2013", "CDEF|\\\n%%x\nGABc|"),
)
"""Pieces of music with what ABC 2.1 has for one voice."""
