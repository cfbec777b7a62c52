import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { AnyForm } from '@/lib/useForm'

/** What a `<Field>` tells the control inside it. */
export interface FieldContext {
  id: string
  describedBy: ComputedRef<string | undefined>
  invalid: ComputedRef<boolean>
  required: ComputedRef<boolean>
}

const FIELD: InjectionKey<FieldContext> = Symbol('field')
const FORM: InjectionKey<AnyForm> = Symbol('form')

export const provideField = (context: FieldContext) => provide(FIELD, context)
export const useField = () => inject(FIELD, undefined)
export const provideForm = (form: AnyForm) => provide(FORM, form)
export const useFormAround = () => inject(FORM, undefined)

/** The attributes that tie a control to its label, help and fault. */
export function fieldAttributes(field: FieldContext | undefined) {
  if (!field) return {}
  return {
    id: field.id,
    'aria-describedby': field.describedBy.value,
    'aria-invalid': field.invalid.value || undefined,
    'aria-required': field.required.value || undefined,
  }
}
