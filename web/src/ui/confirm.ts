import { shallowRef } from 'vue'

export interface Question {
  /** Names the thing: "Delete “Spring launch”?" */
  title: string
  text?: string
  /** What the button does: "Delete campaign". */
  verb: string
  harm?: boolean
}

export const question = shallowRef<(Question & { answer: (yes: boolean) => void }) | undefined>()

/** Asks before what cannot be undone. */
export function confirm(asked: Question): Promise<boolean> {
  // Whoever still waits for another answer would wait for ever.
  question.value?.answer(false)
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (yes) => {
        question.value = undefined
        resolve(yes)
      },
    }
  })
}
