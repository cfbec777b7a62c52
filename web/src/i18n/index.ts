import { nextTick } from 'vue'
import { createI18n } from 'vue-i18n'

/** Each in its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', hi: 'हिन्दी', es: 'Español', ar: 'العربية' } as const
export type Language = keyof typeof LANGUAGES

/** Texts that every page needs; the others come with the pages that name them in `meta.texts`. */
const ALWAYS = ['app', 'ui', 'words']
const STORED = 'language'
const files = import.meta.glob<{ default: object }>('./locales/*/*.json')
const isLanguage = (tag: string | null | undefined): tag is Language => !!tag && tag in LANGUAGES

// Forms stand in this order, as far as the language has them: "one | other", "zero | one | two | few | many | other".
const ORDER = ['zero', 'one', 'two', 'few', 'many', 'other'] as const
function pluralIn(language: Language) {
  let rules: Intl.PluralRules | undefined
  return (count: number, forms: number) => {
    rules ??= new Intl.PluralRules(language)
    const own = ORDER.filter((form) => rules?.resolvedOptions().pluralCategories.includes(form))
    const form = rules.select(count)
    if (forms < own.length) return form === 'one' ? 0 : forms - 1
    return Math.min(own.indexOf(form), forms - 1)
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  pluralRules: Object.fromEntries(
    (Object.keys(LANGUAGES) as Language[]).map((language) => [language, pluralIn(language)]),
  ),
  messages: {},
})

const loaded = new Set<string>()
const nouns = new Set(ALWAYS)

async function load(language: Language, noun: string): Promise<void> {
  const id = `${language}/${noun}`
  if (loaded.has(id)) return
  const file = files[`./locales/${id}.json`] ?? files[`./locales/en/${noun}.json`]
  if (!file) throw new Error(`no texts for ${noun}`)
  const texts = await file()
  i18n.global.mergeLocaleMessage(language, { [noun]: texts.default })
  loaded.add(id)
}

/** Loads what a page says, in the language in use. */
export async function loadTexts(more: string[]): Promise<void> {
  for (const noun of more) nouns.add(noun)
  await Promise.all([...nouns].map((noun) => load(i18n.global.locale.value as Language, noun)))
}

/** What the reader chose, else what the browser prefers of what we speak. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (isLanguage(stored)) return stored
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

export function hasChosenLanguage(): boolean {
  return isLanguage(localStorage.getItem(STORED))
}

/** Switches the whole app; `remember` for a choice of the reader's own. */
export async function setLanguage(language: string | null | undefined, remember = false): Promise<void> {
  const next = language?.split('-')[0]
  if (!isLanguage(next)) return
  await Promise.all([...nouns].map((noun) => load(next, noun)))
  i18n.global.locale.value = next
  document.documentElement.lang = next
  document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr'
  if (remember) localStorage.setItem(STORED, next)
  await nextTick()
}
