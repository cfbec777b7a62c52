// Checks the demo world's content: `node server/demo/check.mjs`. Lists every fault, and ends with status 1 if there is one.
import { readFileSync, readdirSync, statSync } from 'node:fs';

const here = new URL('./', import.meta.url);
const load = (name) => JSON.parse(readFileSync(new URL(name, here), 'utf8'));
const [sponsors, influencers, campaigns, niches, negotiation] = ['sponsors', 'influencers', 'campaigns', 'niches', 'negotiation'].map((n) => load(`${n}.json`));
const faults = [];
const check = (ok, ...what) => ok || faults.push(what.join(' '));
const unique = (name, values) => check(new Set(values).size === values.length, name, 'are not unique');
const count = (name, list, n) => check(list.length === n, name, 'should be', n, 'but are', list.length);
const length = (where, text, min, max) => check(typeof text === 'string' && text.trim() === text && [...text].length >= min && [...text].length <= max, where, 'is not of', min, 'to', max, 'characters');
const amount = (where, n) => check(Number.isSafeInteger(n) && n >= 1 && n <= 1e12, where, 'is not an amount:', n);
const size = (name, max) => {
  let bytes = Infinity;
  try { bytes = statSync(new URL(name, here)).size; } catch { check(false, name, 'is missing'); return; }
  check(bytes <= max, name, 'has', bytes, 'bytes');
};

const platforms = new Set(['instagram', 'youtube', 'tiktok', 'x', 'twitch', 'linkedin', 'facebook', 'pinterest', 'podcast', 'blog', 'other']);
const kinds = new Set(['post', 'reel', 'story', 'video', 'short', 'stream', 'article', 'episode']);
const slugs = new Set(niches.map((n) => n.slug));
const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'Europe/Kyiv', 'Asia/Ho_Chi_Minh', 'Africa/Addis_Ababa', 'America/Argentina/Buenos_Aires', 'Atlantic/Reykjavik']);
const currencies = new Set(Intl.supportedValuesOf('currency'));
const locales = new Set(['en', 'de', 'hi', 'es', 'ar', 'fr', 'pt', 'ja', 'zh']);
const code = (where, value, pattern) => check(pattern.test(value), where, 'has a bad code', value);
const knownNiches = (where, list) => check(list.length >= 1 && list.length <= 3 && new Set(list).size === list.length && list.every((n) => slugs.has(n)), where, 'has bad niches', list);

function person(p) {
  check(/^[a-z0-9_.-]{3,30}$/.test(p.username), 'bad username', p.username);
  code(p.username, p.country, /^[A-Z]{2}$/);
  check(zones.has(p.time_zone), p.username, 'has no such time zone', p.time_zone);
  check(currencies.has(p.currency), p.username, 'has no such currency', p.currency);
  check(locales.has(p.locale), p.username, 'has no such locale', p.locale);
  knownNiches(p.username, p.niches);
}

count('niches', niches, 22);
unique('niche slugs', niches.map((n) => n.slug));
count('sponsors', sponsors, 40);
count('influencers', influencers, 200);
count('campaigns', campaigns, 120);
unique('usernames', [...sponsors, ...influencers].map((p) => p.username.toLowerCase()));
unique('company names', sponsors.map((s) => s.company));
unique('display names', influencers.map((i) => i.display_name));
unique('bios', influencers.map((i) => i.bio));
unique('campaign titles', campaigns.map((c) => c.title));
unique('descriptions', campaigns.map((c) => c.description));

for (const s of sponsors) {
  person(s);
  length(`${s.username}: company`, s.company, 2, 80);
  length(`${s.username}: description`, s.description, 40, 1000);
  check(['company', 'individual'].includes(s.kind), s.username, 'is of an unknown kind');
  check(/^https:\/\/[a-z0-9-]+\.example$/.test(s.website), s.username, 'has a bad website', s.website);
  amount(s.username, s.yearly_budget.min);
  check(s.yearly_budget.max >= s.yearly_budget.min, s.username, 'has its budget upside down');
  size(s.logo, 5120);
}

for (const i of influencers) {
  person(i);
  length(`${i.username}: display name`, i.display_name, 2, 80);
  length(`${i.username}: bio`, i.bio, 10, 1000);
  check(i.languages.length > 0 && i.languages.every((l) => /^[a-z]{2}$/.test(l)), i.username, 'has bad languages');
  check(i.channels.length > 0, i.username, 'has no channel');
  unique(`${i.username}: platforms`, i.channels.map((c) => c.platform));
  for (const c of i.channels) {
    check(platforms.has(c.platform), i.username, 'is on an unknown platform', c.platform);
    check(c.url === `https://${c.platform}.example/${c.handle}`, i.username, 'has a bad address', c.url);
    check(Number.isInteger(c.followers) && c.followers > 0 && Number.isInteger(c.average_views) && c.average_views > 0, i.username, 'has bad figures');
    check(c.engagement_rate > 0 && c.engagement_rate < 15 && Math.abs(c.engagement_rate * 10 - Math.round(c.engagement_rate * 10)) < 1e-9, i.username, 'has a bad rate', c.engagement_rate);
  }
  check(i.rate_card.length > 0 && i.rate_card.every((r) => kinds.has(r.kind)), i.username, 'has a bad rate card');
  unique(`${i.username}: rate card`, i.rate_card.map((r) => r.kind));
  for (const r of i.rate_card) amount(i.username, r.amount);
  check(i.portfolio.every((u) => /^https:\/\/[a-z0-9-]+\.example\//.test(u)), i.username, 'has a bad link');
  size(i.avatar, 5120);
}

const owners = new Map(sponsors.map((s) => [s.username, s]));
for (const c of campaigns) {
  check(owners.has(c.sponsor), c.title, 'belongs to nobody:', c.sponsor);
  length(`${c.title}: title`, c.title, 5, 120);
  length(`${c.title}: goals`, c.goals, 5, 500);
  length(`${c.title}: disclosure`, c.disclosure, 2, 100);
  const words = ['ja', 'zh'].includes(c.language) ? [...c.description].length / 2 : c.description.split(/\s+/).length;
  check(words >= 80 && words <= 200, c.title, 'has a brief of', words, 'words');
  knownNiches(c.title, c.niches);
  check(locales.has(c.language), c.title, 'is in an unknown language');
  check(c.start_offset >= -400 && c.start_offset <= 30 && c.days >= 7 && c.days <= 120, c.title, 'has odd dates');
  const end = c.start_offset + c.days;
  check(c.status !== 'completed' || end <= 0, c.title, 'is completed before its end');
  check(!['active', 'paused'].includes(c.status) || (c.start_offset <= 0 && end > 0), c.title, 'is not running today');
  check(c.status !== 'draft' || c.start_offset > 0, c.title, 'is a draft of the past');
  check(['public', 'private'].includes(c.visibility), c.title, 'has a bad visibility');
  amount(c.title, c.budget);
  amount(c.title, c.payment.min);
  check(c.payment.min <= c.payment.max && c.payment.max <= c.budget, c.title, 'has a bad range of payment');
  check(c.requirements.platforms.every((p) => platforms.has(p)), c.title, 'requires an unknown platform');
  for (const country of c.requirements.countries) code(c.title, country, /^[A-Z]{2}$/);
  for (const language of c.requirements.languages) code(c.title, language, /^[a-z]{2}$/);
  check(c.deliverables.length > 0 && c.deliverables.every((d) => kinds.has(d.kind) && platforms.has(d.platform) && d.count >= 1), c.title, 'has bad deliverables');
  size(c.image, 25600);
}
for (const [status, n] of Object.entries({ draft: 14, active: 60, paused: 7, completed: 31, cancelled: 8 })) count(`campaigns ${status}`, campaigns.filter((c) => c.status === status), n);
check(campaigns.filter((c) => c.language !== 'en').length >= campaigns.length * 0.35, 'too many campaigns are in English');
for (const s of sponsors) check(campaigns.some((c) => c.sponsor === s.username), s.username, 'has no campaign');
for (const n of slugs) check(influencers.some((i) => i.niches.includes(n)) && campaigns.some((c) => c.niches.includes(n)), 'nobody is in niche', n);

const moves = ['invitation', 'application', 'counter_by_sponsor', 'counter_by_influencer', 'edit', 'reject_reasons', 'withdraw_reasons', 'requirements'];
// Six languages have many lines, three a few.
const fewest = { en: 12, de: 12, hi: 12, es: 12, ar: 12, ja: 12, fr: 6, pt: 6, zh: 5 };
const words = new Set(['never', 'pay', 'up', 'down', 'typo', 'paid', 'later', 'later_7', 'later_10', 'later_14', 'exclusivity', 'exclusivity_10', 'rights_90', 'usage_60', 'one_revision', 'kill_fee', 'text', 'subtitles', 'disclosure', 'shorter', 'split', 'drop_story', 'one_story', 'swap_stories', 'stream', 'fewer', 'fewer_of_three', 'one_video']);
for (const [language, fewLines] of Object.entries(fewest)) {
  for (const move of moves) {
    // Reasons differ by who gives them: {sponsor: […], influencer: […]}.
    const lines = Object.values(negotiation[language]?.[move] ?? []).flat();
    if (move.endsWith('_reasons')) for (const side of ['sponsor', 'influencer']) check(negotiation[language]?.[move]?.[side]?.length >= 3, language, move, 'has too few by the', side);
    check(lines.length >= fewLines, language, move, 'has only', lines.length, 'lines');
    unique(`${language} ${move}`, lines);
    for (const line of lines) {
      length(`${language} ${move}`, line, 4, 500);
      for (const [, name] of line.matchAll(/\{([^}]*)\}/g)) check(['influencer', 'campaign', 'brand', 'amount'].includes(name), language, move, 'has an unknown placeholder', name);
    }
  }
  // What a line says has changed must change: one entry for each line.
  for (const [move, changes] of Object.entries(negotiation[language]?.changes ?? {})) {
    const lines = negotiation[language][move];
    count(`${language} changes of ${move}`, changes, lines.length);
    for (const [at, change] of changes.entries()) {
      check(change.split(' ').every((word) => words.has(word)), language, move, at, 'has an unknown change', change);
    }
  }
}

const used = new Set([...sponsors.map((s) => s.logo), ...influencers.map((i) => i.avatar), ...campaigns.map((c) => c.image)]);
for (const folder of ['logos', 'avatars', 'campaigns']) {
  for (const file of readdirSync(new URL(folder, here))) check(used.has(`${folder}/${file}`), `${folder}/${file}`, 'is used by nobody');
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `${sponsors.length} sponsors, ${influencers.length} influencers, ${campaigns.length} campaigns: sound` : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
