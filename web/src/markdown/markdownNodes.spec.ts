import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h } from 'vue'
import { markdownNodes } from './markdownNodes'

const html = (text: string) => mount({ render: () => h('div', markdownNodes(text)) }).html({ raw: true })

it('shows what the brief means', () => {
  const shown = html('# Aim\n\n**Bold** and *soft* `code`\n\n- one\n- [two](https://example.org)\n\n> said')
  expect(shown).toContain('<h3>Aim</h3>')
  expect(shown).toContain('<strong>Bold</strong> and <em>soft</em> <code>code</code>')
  expect(shown).toContain('<li>one</li>')
  expect(shown).toContain('<a href="https://example.org/" target="_blank" rel="noopener nofollow">two</a>')
  expect(shown).toContain('<blockquote><p>said</p></blockquote>')
})

it('keeps markup and evil links from working', () => {
  const shown = html('<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) a <b>c</b>')
  expect(shown).not.toContain('<img')
  expect(shown).not.toContain('<b>')
  expect(shown).not.toContain('href')
})
