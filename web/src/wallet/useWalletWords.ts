import { useI18n } from 'vue-i18n'
import type { Fault, Money, Payment } from '@/api'
import { useFormat } from '@/lib/useFormat'

/** Money that moves, in words. */
export function useWalletWords() {
  const { t, te } = useI18n()
  const { money } = useFormat()
  const known = (code: string) => te(`wallet.failure.${code}`)
  return {
    /** What came with a plus, what went with a minus. */
    signed: ({ amount, currency }: Money) =>
      `${amount < 0 ? '−' : '+'}${money({ amount: Math.abs(amount), currency })}`,
    refusal: ({ code, message }: Fault) => (known(code) ? t(`wallet.failure.${code}`) : message),
    failure: ({ failure }: Payment) => (failure && known(failure) ? t(`wallet.failure.${failure}`) : ''),
    card: ({ card }: Payment) => (card ? `${card.brand} •••• ${card.last4}` : ''),
  }
}
