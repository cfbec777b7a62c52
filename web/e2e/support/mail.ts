import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'

const folder = join(process.env.TANDEM_DATA_DIR ?? '', 'mail')

/** Quoted-printable, which breaks lines with `=` and writes some characters as `=3D`. */
const decode = (text: string) =>
  text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))

/** The link that was mailed to this address and leads to this path, once the mail is there. */
export async function mailedLink(to: string, path: string): Promise<string> {
  let link: string | undefined
  await expect(() => {
    const mails = readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .map((file) => decode(readFileSync(join(folder, file), 'utf8')))
    link = mails
      .filter((mail) => mail.includes(to))
      .flatMap((mail) => [...mail.matchAll(/https?:\/\/[^\s"<>)]+/g)].map(([url]) => url))
      .find((url) => url.includes(path))
    expect(link, `a mail to ${to} with a link to ${path}`).toBeDefined()
  }).toPass({ timeout: 15_000 })
  return link ?? ''
}
