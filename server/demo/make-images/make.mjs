// Makes the pictures of the demo world: `npm ci && npm run make`. Works offline once installed; the same input gives the same files.
// Licences: sharp Apache-2.0; @dicebear code MIT; the face drawings CC0 1.0 (Notionists by Zoish, Lorelei by Lisa Wischofsky,
// Open Peeps by Pablo Stanley); logos and campaign pictures are this project's own.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createAvatar } from '@dicebear/core';
import * as lorelei from '@dicebear/lorelei';
import * as notionists from '@dicebear/notionists';
import * as openPeeps from '@dicebear/open-peeps';
import sharp from 'sharp';
import { logos } from './logos.mjs';
import { at, c, rect, svg } from './palette.mjs';
import { scenes } from './scenes.mjs';

const demo = new URL('../', import.meta.url);
const load = async (name) => JSON.parse(await readFile(new URL(name, demo), 'utf8'));
const grounds = ['#f3f1ed', '#e6f0eb', '#f6e6c3', '#f0dbd0', '#d5e2e0', '#e9dfcd', '#d3e3d9', '#f3d9b0'];
const skins = ['f5d6c2', 'e8b896', 'd69c74', 'b57a52', '8d5a3c', '6b4230'];
const hairs = ['1f2a26', '2b211d', '3b2a22', '5c3b28', '8a5a34', 'b98a4a'];
const countries = (text) => new Set(text.split(' '));
const african = countries('NG KE TZ ZA ET GH SN CM');
const southern = countries('IN BD PK MX AR CO PE CL BR AE SA MA JO EG DZ KW ID PH MY TH');
const eastern = countries('JP CN SG TW HK KR VN KZ');
const mixed = countries('US GB FR CA');

/** Where a face's tones are taken from: [first skin, how many, how many hair colours]. */
function tones(country) {
  if (african.has(country)) return [4, 2, 2];
  if (southern.has(country)) return [2, 3, 3];
  if (eastern.has(country)) return [0, 2, 2];
  return mixed.has(country) ? [0, 6, 4] : [0, 3, 6];
}
const cheerful = Array.from({ length: 18 }, (_, i) => `happy${String(i + 1).padStart(2, '0')}`);
// Every head of Open Peeps but the bear's.
const heads = openPeeps.schema.properties.head.default.filter((head) => head !== 'bear' && !head.startsWith('mohawk'));
const variants = (...numbers) => numbers.map((n) => `variant${String(n).padStart(2, '0')}`);
const calmBrows = variants(1, 2, 4, 5, 6, 7, 9, 10);
const openEyes = variants(2, 4, 6, 9, 10, 12, 16, 19, 20, 21, 23, 24);

async function save(picture, name, quality) {
  const webp = await sharp(Buffer.from(picture)).webp({ quality, effort: 6, alphaQuality: 0, smartSubsample: true }).toBuffer();
  await writeFile(new URL(name, demo), webp);
}

function face(person, n) {
  const ground = grounds[(n * 5 + Math.floor(n / 8)) % grounds.length].slice(1);
  const common = { seed: person.username, size: 160, backgroundColor: [ground] };
  const [first, span, shades] = tones(person.country);
  const skinColor = [skins[first + ((n * 7) % span)]];
  const hair = [hairs[(n * 11) % shades]];
  const style = n % 5;
  if (style < 2) return createAvatar(notionists, { ...common, beardProbability: 0, scale: 125, translateY: 4 });
  if (style < 4) {
    return createAvatar(lorelei, { ...common, skinColor, hairColor: hair, mouth: cheerful, eyebrows: calmBrows, eyes: openEyes, beardProbability: 0, scale: 96, translateY: 4 });
  }
  return createAvatar(openPeeps, { ...common, skinColor, headContrastColor: hair, head: heads,
    clothingColor: ['2f6b55', 'b9603f', 'd6952b', '4f6b70', '8fb3b3', 'fbf8f2'], facialHairProbability: 0, maskProbability: 0,
    face: ['smile', 'smileBig', 'calm', 'cute', 'lovingGrin1', 'smileLOL', 'solemn', 'driven', 'eatingHappy'], scale: 100 });
}

for (const folder of ['logos', 'avatars', 'campaigns']) await mkdir(new URL(folder, demo), { recursive: true });
for (const { username } of await load('sponsors.json')) {
  const [ground, mark] = logos[username];
  await save(svg(160, 160, rect(0, 0, 160, 160, ground) + at(0, 0, mark, 1.6)), `logos/${username}.webp`, 90);
}
for (const [n, person] of (await load('influencers.json')).entries()) await save(face(person, n).toString(), `avatars/${person.username}.webp`, 72);
for (const [name, inner] of Object.entries(scenes)) await save(svg(800, 450, rect(0, 0, 800, 450, c.paper) + inner), `campaigns/${name}.webp`, 82);
