/** From 0, guessed at once, to 4, hard to guess. A hint while typing; the server decides. */
export type Strength = 0 | 1 | 2 | 3 | 4

const COMMON = /pass(word|wort)?|contrase|qwert|asdf|letmein|welcome|admin|iloveyou|tandem|0123|1234|abcd/g

/** `own` are words that an attacker tries first, such as the name and the address of the account. */
export function passwordStrength(password: string, own: string[] = []): Strength {
  let text = password.toLocaleLowerCase()
  for (const word of own.flatMap((value) => value.toLocaleLowerCase().split(/[\s@.]+/))) {
    if (word.length >= 3) text = text.replaceAll(word, '·')
  }
  text = text.replace(COMMON, '·').replace(/(.)\1{2,}/gu, '$1')
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) =>
    kind.test(password),
  ).length
  const worth = [...text].length + kinds - 1
  if (worth < 8) return worth < 5 ? 0 : 1
  if (worth < 12) return 2
  return worth < 16 ? 3 : 4
}
