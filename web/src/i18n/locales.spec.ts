import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '.'

const folder = join(import.meta.dirname, 'locales')
const source = join(import.meta.dirname, '..')
const files = readdirSync(join(folder, 'en'))
const others = Object.keys(LANGUAGES).filter((language) => language !== 'en')

/** Every text by its whole key. */
function texts(language: string, file: string): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (node: unknown, key: string): void => {
    if (typeof node === 'string') found.set(key, node)
    else
      for (const [name, child] of Object.entries(node as object)) walk(child, key ? `${key}.${name}` : name)
  }
  walk(JSON.parse(readFileSync(join(folder, language, file), 'utf8')), '')
  return found
}
const forms = (text: string) => text.split('|').map((form) => form.trim())
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe.each(others)('%s', (language) => {
  it('has the files of English, no more and no fewer', () => {
    expect(readdirSync(join(folder, language)).sort()).toEqual([...files].sort())
  })

  it.each(files)('%s has the keys and placeholders of English', (file) => {
    const english = texts('en', file)
    const own = texts(language, file)
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of own) {
      expect(text.trim(), `${file} ${key} is empty`).not.toBe('')
      expect(placeholders(text), `${file} ${key}`).toEqual(placeholders(english.get(key) ?? ''))
    }
  })

  it.each(files)('%s has as many plural forms as the language', (file) => {
    const own = texts(language, file)
    const all = new Intl.PluralRules(language).resolvedOptions().pluralCategories.length
    for (const [key, text] of texts('en', file)) {
      const found = forms(own.get(key) ?? '').length
      if (forms(text).length === 1) expect(found, `${file} ${key}`).toBe(1)
      // Spanish and others have a form for millions only, which may be left to the general one.
      else expect([2, all], `${file} ${key}`).toContain(found)
      if (language === 'ar' && forms(text).length > 1) expect(found, `${file} ${key}`).toBe(6)
    }
  })
})

it('has every text that the code names', () => {
  const known = new Set(
    files.flatMap((file) => [...texts('en', file).keys()].map((key) => `${file.slice(0, -5)}.${key}`)),
  )
  const nouns = files.map((file) => file.slice(0, -5)).join('|')
  const named = new RegExp(`(?:\\bt\\(|keypath=|title: |label: )['"]((?:${nouns})\\.[\\w.-]+)['"]`, 'g')
  const missing = globSync('**/*.{ts,vue}', { cwd: source }).flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(named)]
      .map((match) => match[1] ?? '')
      .filter((key) => !known.has(key))
      .map((key) => `${file}: ${key}`),
  )
  expect(missing).toEqual([])
})
