const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]
const first = (names: [RegExp, string][], text: string) => names.find(([sign]) => sign.test(text))?.[1]

/** "Firefox, Linux": enough to know one's own device again. Undefined for what names neither. */
export function deviceOf(userAgent: string | null | undefined): string | undefined {
  if (!userAgent) return undefined
  const parts = [first(BROWSERS, userAgent), first(SYSTEMS, userAgent)].filter(Boolean)
  return parts.length ? parts.join(', ') : userAgent.slice(0, 60)
}
