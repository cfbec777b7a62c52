import { expect, it } from 'vitest'
import { parts } from './links'

const linked = (text: string) => parts(text).flatMap(({ href }) => href ?? [])

it.each([
  ['no link at all', []],
  ['see https://example.org/a?b=1#c.', ['https://example.org/a?b=1#c']],
  ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
  ['“https://example.org”, http://two.example!', ['https://example.org', 'http://two.example']],
  ['देखें https://उदाहरण.example/पथ।', ['https://उदाहरण.example/पथ']],
  ['javascript:alert(1) data:text/html,x', []],
  ['https://', []],
])('%s', (text, links) => {
  expect(linked(text)).toEqual(links)
  expect(
    parts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})
