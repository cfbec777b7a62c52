import type { Fault } from '@/api'
import { sharesOf, toTerms, type TermsValues } from './terms'

/** What can be said about the terms before the server is asked; the server judges the rest. */
export function checkTerms(values: TermsValues, t: (key: string) => string): Fault[] {
  const faults: Fault[] = []
  const missing = (pointer: string) => faults.push({ pointer, code: 'required', message: t('ui.required') })
  const wrong = (pointer: string, code: string, key: string) =>
    faults.push({ pointer, code, message: t(`ad-requests.form.${key}`) })
  if (!values.payment) wrong('/terms/payment/amount', 'no_payment', 'paymentMissing')
  values.deliverables.forEach((row, at) => {
    if (!row.count || row.count < 1) missing(`/terms/deliverables/${at}/count`)
    if (!row.due_date) missing(`/terms/deliverables/${at}/due_date`)
  })
  if (!values.deliverables.length) wrong('/terms/deliverables', 'no_rows', 'noRows')
  if (values.usage_rights !== 'none' && !values.usage_days) missing('/terms/usage_days')
  if (!faults.length && values.payment) {
    const { payment, deliverables } = toTerms(values, values.payment.currency)
    const { left } = sharesOf(payment.amount, deliverables)
    if (left) wrong('/terms/deliverables', 'shares_differ', 'sharesDiffer')
  }
  return faults
}
