import { ref, watch } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
export const THEMES: Theme[] = ['system', 'light', 'dark']
const STORED = 'theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

function stored(): Theme {
  const value = localStorage.getItem(STORED)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** What the reader chose; `system` follows the device. */
export const theme = ref<Theme>(stored())

function apply(): void {
  const isDark = theme.value === 'dark' || (theme.value === 'system' && dark.matches)
  document.documentElement.dataset.bsTheme = isDark ? 'dark' : 'light'
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', isDark ? '#141311' : '#fbfaf8')
}

dark.addEventListener('change', apply)
watch(
  theme,
  (value) => {
    if (value === 'system') localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, value)
    apply()
  },
  { flush: 'sync' },
)
apply()
