import { afterEach, describe, expect, it } from 'vitest'
import { safeNext } from '@/app/next'
import { deviceOf } from './device'
import { passwordStrength } from './passwordStrength'
import { takeToken } from './token'

describe('passwordStrength', () => {
  it.each([
    ['', 0],
    ['password', 0],
    ['aaaaaaaaaaaaaaaa', 0],
    ['qwerty1234', 0],
    ['blue7Xk', 2],
    ['correct horse battery staple', 4],
    ['सही घोड़ा बैटरी स्टेपल', 4],
  ])('%s → %i', (password, strength) => {
    expect(passwordStrength(password)).toBe(strength)
  })

  it('gives nothing for what everyone knows about the account', () => {
    expect(passwordStrength('kestrelbikes', [])).toBeGreaterThan(
      passwordStrength('kestrelbikes', ['Kestrel Bikes']),
    )
    expect(passwordStrength('ada.example', ['ada@example.com'])).toBe(0)
  })
})

describe('takeToken', () => {
  afterEach(() => history.replaceState(null, '', '/'))

  it.each(['#token=abc_-1', '#abc_-1'])('reads %s and clears the address', (hash) => {
    history.replaceState(null, '', `/reset-password${hash}`)
    expect(takeToken()).toBe('abc_-1')
    expect(location.hash).toBe('')
  })
})

describe('safeNext', () => {
  it.each([
    ['/app/campaigns?q=1', '/app/campaigns?q=1'],
    ['//evil.example', '/app'],
    ['/\\evil.example', '/app'],
    ['https://evil.example', '/app'],
    ['javascript:alert(1)', '/app'],
    [undefined, '/app'],
  ])('%s → %s', (next, path) => {
    expect(safeNext(next)).toBe(path)
  })
})

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome, Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
    'Safari, iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/142.0', 'Firefox, Windows'],
  ['curl/8.1', 'curl/8.1'],
  [null, undefined],
])('names the device of %s', (userAgent, name) => {
  expect(deviceOf(userAgent)).toBe(name)
})
