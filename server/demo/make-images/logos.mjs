// One mark per sponsor, drawn on a 100 x 100 field: [ground, shapes].
import { c, rect, circle, oval, path, line, ring, at } from './palette.mjs';

const leaf = (fill) => path('M0 0C-22 -16 -22 -44 0 -62C22 -44 22 -16 0 0Z', fill);
const around = (n, shape, x = 50, y = 50, start = 0) =>
  Array.from({ length: n }, (_, i) => at(x, y, shape, 1, start + (360 / n) * i)).join('');

export const logos = {
  fernwood: [c.forest, line('M50 80V24', c.sage, 4) + [0, 1, 2].map((i) => at(50, 72 - i * 17, leaf(c.sage), 0.42, 55) + at(50, 72 - i * 17, leaf(c.moss), 0.42, -55)).join('')],
  northpedal: [c.amber, ring(34, 56, 16, c.ink, 6) + ring(66, 56, 16, c.cream, 6) + path('M50 20L58 36H42Z', c.ink)],
  hearthline: [c.brick, circle(42, 50, 25, c.butter) + circle(42, 50, 19, c.ink) + rect(64, 45, 26, 10, c.butter, 5) + path('M42 36C50 46 52 52 50 58A9 9 0 0 1 34 57C33 51 37 49 38 45C40 44 41 40 42 36Z', c.honey)],
  lumenaudio: [c.ink, line('M26 62A24 24 0 0 1 74 62', c.honey, 7) + line('M38 62A12 12 0 0 1 62 62', c.cream, 7) + circle(50, 66, 4, c.honey)],
  kitepine: [c.slate, path('M50 16L76 46L50 84L24 46Z', c.cream) + path('M50 16L76 46L50 84Z', c.lake) + line('M24 46H76', c.slate, 4)],
  pocketledger: [c.green, path('M24 40H76V62A16 16 0 0 1 60 78H40A16 16 0 0 1 24 62Z', c.cream) + rect(33, 24, 8, 28, c.honey, 2) + rect(46, 18, 8, 34, c.honey, 2) + rect(59, 28, 8, 24, c.honey, 2)],
  morrowgames: [c.plum, path('M22 58A28 28 0 0 1 78 58Z', c.honey) + rect(22, 64, 56, 5, c.blush, 2) + rect(32, 74, 36, 5, c.blush, 2)],
  oatandember: [c.butter, line('M50 84V36', c.rust, 5) + [0, 1, 2].map((i) => at(50, 70 - i * 14, leaf(c.amber), 0.34, 42) + at(50, 70 - i * 14, leaf(c.clay), 0.34, -42)).join('') + at(50, 32, leaf(c.rust), 0.32)],
  strideworks: [c.clay, path('M22 28H40L58 50L40 72H22L40 50Z', c.cream) + path('M50 28H64L80 50L64 72H50L66 50Z', c.ink)],
  bramblepaw: [c.mint, oval(50, 62, 19, 16, c.forest) + circle(27, 46, 8, c.forest) + circle(42, 31, 8.5, c.forest) + circle(60, 31, 8.5, c.forest) + circle(74, 46, 8, c.clay)],
  wildatlas: [c.cream, ring(50, 50, 29, c.forest, 5) + path('M50 26L58 50H42Z', c.clay) + path('M50 74L42 50H58Z', c.forest)],
  pageturner: [c.mauve, path('M50 28C40 20 28 22 20 26V74C30 70 40 70 50 78Z', c.plum) + path('M50 28C60 20 72 22 80 26V74C70 70 60 70 50 78Z', c.cream)],
  tinyforge: [c.honey, rect(22, 50, 26, 26, c.forest, 3) + rect(52, 50, 26, 26, c.clay, 3) + path('M37 46L50 22L63 46Z', c.cream)],
  studiohalden: [c.cream, circle(40, 42, 18, c.clay) + circle(60, 42, 18, c.honey) + circle(50, 60, 18, c.green) + circle(50, 48, 7, c.ink)],
  'maya.okonjo': [c.blush, line('M24 72V36C24 26 38 26 41 36L50 64L59 36C62 26 76 26 76 36V72', c.plum, 8)],
  clearwell: [c.sky, path('M50 18C66 38 74 48 74 60A24 24 0 0 1 26 60C26 48 34 38 50 18Z', c.slate) + rect(46, 46, 8, 26, c.cream, 2) + rect(37, 55, 26, 8, c.cream, 2)],
  voltera: [c.ink, path('M56 14L28 56H46L42 86L72 42H54Z', c.honey)],
  dunecollective: [c.sand, path('M0 82C22 46 42 46 58 62C70 72 84 64 100 50V100H0Z', c.rust) + path('M0 92C30 64 60 72 100 78V100H0Z', c.brick) + circle(64, 32, 11, c.amber)],
  frameandgrain: [c.stone, line('M24 38V24H38', c.ink, 6) + line('M62 24H76V38', c.ink, 6) + line('M76 62V76H62', c.ink, 6) + line('M38 76H24V62', c.ink, 6) + circle(50, 50, 13, c.clay)],
  'tom.hartley': [c.amber, rect(38, 18, 24, 40, c.ink, 12) + line('M28 46A22 22 0 0 0 72 46', c.ink, 5) + line('M50 68V82', c.ink, 5)],
  almwiese: [c.sky, path('M12 66L36 30L50 50L62 36L88 66Z', c.slate) + path('M0 68C26 54 64 56 100 68V100H0Z', c.moss) + circle(72, 26, 7, c.honey)],
  'werkbank.koeln': [c.forest, path('M50 18L78 34V66L50 82L22 66V34Z', c.honey) + circle(50, 50, 15, c.forest)],
  sparbogen: [c.brick, line('M22 72A28 28 0 0 1 78 72', c.butter, 7) + line('M34 72A16 16 0 0 1 66 72', c.peach, 7) + circle(50, 72, 5, c.butter) + rect(46, 20, 8, 14, c.butter, 2)],
  lindgruen: [c.sage, at(50, 82, leaf(c.forest), 1.05) + line('M50 80V34', c.sage, 4) + line('M50 62L60 50', c.sage, 4) + line('M50 54L41 44', c.sage, 4)],
  gipfelwerk: [c.clay, path('M14 74L42 26L58 54L66 42L86 74Z', c.cream) + path('M42 26L52 43L44 50L36 44L32 43Z', c.ink)],
  casalumbre: [c.honey, path('M34 24C44 26 48 34 52 44C58 60 68 70 82 76C60 84 38 74 32 54C29 44 30 34 34 24Z', c.brick) + line('M34 24C34 18 38 14 44 14', c.forest, 6)],
  brisanorte: [c.lake, line('M18 40H60A9 9 0 1 0 51 31', c.cream, 6) + line('M18 54H74A10 10 0 1 1 64 64', c.cream, 6) + line('M18 68H44', c.forest, 6)],
  pulsofit: [c.green, line('M14 54H34L42 32L54 74L62 46L67 54H86', c.butter, 7)],
  masalamitti: [c.cream, around(4, at(0, -3, leaf(c.clay), 0.56), 50, 50, 45) + around(4, at(0, -3, leaf(c.amber), 0.5), 50, 50) + circle(50, 50, 6, c.forest)],
  padhaighar: [c.slate, path('M50 20L82 46H18Z', c.honey) + path('M50 52C42 46 32 46 26 48V78C34 76 42 76 50 82C58 76 66 76 74 78V48C68 46 58 46 50 52Z', c.cream) + line('M50 54V80', c.slate, 3)],
  ghumakkad: [c.peach, path('M50 18A22 22 0 0 1 72 40C72 56 50 70 50 70C50 70 28 56 28 40A22 22 0 0 1 50 18Z', c.forest) + path('M36 48L47 32L53 41L57 36L64 48Z', c.butter) + oval(50, 80, 18, 4, c.clay)],
  'bayt.alqahwa': [c.ink, at(50, 50, oval(0, 0, 20, 29, c.rust) + line('M4 -29C-10 -12 10 12 -4 29', c.ink, 5), 1, 28)],
  noorkids: [c.mint, around(8, rect(-4, -34, 8, 18, c.amber, 4)) + circle(50, 50, 13, c.clay)],
  maisonverdier: [c.blush, rect(44, 16, 12, 14, c.ink, 2) + path('M28 34H72L64 82H36Z', c.clay) + path('M38 42L50 74L62 42', c.blush)],
  veloplume: [c.cream, path('M26 76C22 44 44 20 78 20C78 52 58 72 32 70Z', c.green) + line('M22 82C34 60 46 46 62 34', c.cream, 4)],
  atelierboreal: [c.forest, rect(24, 24, 52, 52, c.cream, 12) + circle(38, 38, 6, c.clay) + circle(62, 38, 6, c.forest) + circle(50, 50, 6, c.amber) + circle(38, 62, 6, c.forest) + circle(62, 62, 6, c.clay)],
  cafeserrana: [c.rust, path('M24 44H68V58A20 20 0 0 1 48 78H44A20 20 0 0 1 24 58Z', c.cream) + line('M68 50H74A8 8 0 0 1 74 66H66', c.cream, 5) + path('M28 38L40 22L47 31L52 25L64 38Z', c.honey)],
  ondacurta: [c.slate, path('M16 70C16 42 38 26 62 32C76 36 80 50 70 56C64 60 56 56 58 50C46 48 42 60 52 70Z', c.cream) + rect(16, 74, 68, 6, c.honey, 3)],
  komorebi: [c.paper, circle(50, 50, 30, c.honey) + at(30, 80, leaf(c.green), 0.9, 30) + at(72, 78, leaf(c.moss), 0.7, -24)],
  qingshan: [c.moss, path('M12 76L38 36L54 60L64 46L88 76Z', c.forest) + at(58, 46, leaf(c.butter), 0.5, 24)],
};
