import type { Fault } from '@/api'
import { sharesOf, toTerms, type TermsValues } from './terms'

/** What can be said about the terms before the server is asked; the server judges the rest. */
export function checkTerms(values: TermsValues, t: (key: string) => string): Fault[] {
  const faults: Fault[] = []
  const missing = (pointer: string, message = t('ui.required')) =>
    faults.push({ pointer, code: 'required', message })
  if (!values.payment) missing('/terms/payment/amount', t('ad-requests.form.paymentMissing'))
  values.deliverables.forEach((row, at) => {
    if (!row.count || row.count < 1) missing(`/terms/deliverables/${at}/count`)
    if (!row.due_date) missing(`/terms/deliverables/${at}/due_date`)
  })
  if (!values.deliverables.length) missing('/terms/deliverables', t('ad-requests.form.noRows'))
  if (values.usage_rights !== 'none' && !values.usage_days) missing('/terms/usage_days')
  if (!faults.length && values.payment) {
    const { payment, deliverables } = toTerms(values, values.payment.currency)
    const { left } = sharesOf(payment.amount, deliverables)
    if (left) missing('/terms/deliverables', t('ad-requests.form.sharesDiffer'))
  }
  return faults
}
