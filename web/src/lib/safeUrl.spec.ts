import { expect, it } from 'vitest'
import { safeUrl, shortUrl } from './safeUrl'

it('passes addresses of the web and nothing else', () => {
  expect(safeUrl('https://example.org/a b')).toBe('https://example.org/a%20b')
  expect(safeUrl('http://example.org')).toBe('http://example.org/')
  for (const typed of ['javascript:alert(1)', 'data:text/html,x', 'example.org', '', null]) {
    expect(safeUrl(typed)).toBeUndefined()
  }
})

it('shortens an address for reading', () => {
  expect(shortUrl('https://www.example.org/shop/')).toBe('example.org/shop')
})
