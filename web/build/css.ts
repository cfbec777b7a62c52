import { readFile } from 'node:fs/promises'
import { globSync } from 'tinyglobby'
import { PurgeCSS } from 'purgecss'
import type { Plugin } from 'vite'

const SOURCES = ['index.html', 'src/**/*.vue', 'src/**/*.ts']

/** Sides become reading-relative, so that one stylesheet serves left-to-right and right-to-left. */
const SIDES: Record<string, string> = {
  left: 'inset-inline-start',
  right: 'inset-inline-end',
  'margin-left': 'margin-inline-start',
  'margin-right': 'margin-inline-end',
  'padding-left': 'padding-inline-start',
  'padding-right': 'padding-inline-end',
  'border-left': 'border-inline-start',
  'border-right': 'border-inline-end',
  'border-top-left-radius': 'border-start-start-radius',
  'border-top-right-radius': 'border-start-end-radius',
  'border-bottom-left-radius': 'border-end-start-radius',
  'border-bottom-right-radius': 'border-end-end-radius',
}

interface Declaration {
  prop: string
  value: string
}

export const logical = {
  postcssPlugin: 'logical',
  Declaration(declaration: Declaration) {
    const prop = SIDES[declaration.prop]
    if (prop) declaration.prop = prop
    if (declaration.prop === 'text-align' || declaration.prop === 'float') {
      const inline = declaration.prop === 'float' ? 'inline-' : ''
      if (declaration.value === 'left') declaration.value = `${inline}start`
      if (declaration.value === 'right') declaration.value = `${inline}end`
    }
  },
}

/** Custom properties are defined in one stylesheet and read in another, so each that any source names is kept. */
async function namedVariables(): Promise<string[]> {
  const files = globSync(['src/**/*.vue', 'src/**/*.scss', 'src/**/*.ts'])
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return [...new Set(texts.flatMap((text) => text.match(/--[a-z][\w-]*/g) ?? []))]
}

/** Drops the rules of Bootstrap that no template names. */
export function purge(): Plugin {
  return {
    name: 'purge',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const variables = await namedVariables()
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue
          const [result] = await new PurgeCSS().purge({
            content: SOURCES,
            css: [{ raw: String(file.source) }],
            variables: true,
            safelist: { variables, greedy: [/data-bs-theme/, /dir/] },
          })
          if (result) file.source = result.css
        }
      },
    },
  }
}
