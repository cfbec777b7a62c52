import { computed, onScopeDispose, type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, ApiProblem, ask, attach, type Attachment } from '@/api'
import { useFormat } from '@/lib/useFormat'
import { faultText } from '@/ui/faultText'
import { problemText } from '@/ui/problemText'

export const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'application/pdf']
export const MAX_BYTES = 10 * 1024 * 1024
export const MOST = 10

/** A file on its way, or one that did not get there. */
export interface Upload {
  key: number
  file: File
  percent: number
  fault?: string
  stop: () => void
}

let keys = 0

/** Sends files as soon as they are chosen; what has arrived stands in `done`. */
export function useUploads(done: Ref<Attachment[]>) {
  const { t, te } = useI18n()
  const { num } = useFormat()
  const uploads = ref<Upload[]>([])
  const busy = computed(() => uploads.value.some(({ fault }) => fault === undefined))
  const full = computed(() => done.value.length + uploads.value.length >= MOST)

  const drop = (key: number) => (uploads.value = uploads.value.filter((one) => one.key !== key))
  const change = (key: number, to: Partial<Upload>) =>
    (uploads.value = uploads.value.map((one) => (one.key === key ? { ...one, ...to } : one)))

  function wrongWith({ type, size }: File): string | undefined {
    if (!TYPES.includes(type)) return t('collaborations.files.kind')
    if (size > MAX_BYTES) return t('collaborations.files.size', { mb: num(MAX_BYTES / 1024 / 1024) })
    return undefined
  }
  function explain(error: unknown): string {
    const fault = error instanceof ApiProblem ? error.faults[0] : undefined
    return faultText(fault, t, te) ?? problemText(error, t, te)
  }

  async function send(key: number, file: File): Promise<void> {
    const control = new AbortController()
    change(key, { percent: 0, stop: () => control.abort() })
    try {
      const tell = (percent: number) => change(key, { percent })
      const arrived = await attach<Attachment>('/attachments', file, tell, control.signal)
      done.value = [...done.value, arrived]
      drop(key)
    } catch (error) {
      if (!control.signal.aborted) change(key, { fault: explain(error) })
    }
  }

  function add(files: Iterable<File>): void {
    for (const file of files) {
      if (full.value) return
      const key = ++keys
      const fault = wrongWith(file)
      uploads.value.push({ key, file, percent: 0, stop: () => {}, ...(fault ? { fault } : {}) })
      if (!fault) void send(key, file)
    }
  }

  /** Stops it, or forgets what went wrong. */
  function cancel(upload: Upload): void {
    upload.stop()
    drop(upload.key)
  }

  /** What can't be taken back now is swept away after a day. */
  function remove(file: Attachment): void {
    done.value = done.value.filter(({ id }) => id !== file.id)
    ask(api.DELETE('/attachments/{id}', { params: { path: { id: file.id } } })).catch(() => {})
  }

  onScopeDispose(() => uploads.value.forEach(({ stop }) => stop()))
  return { uploads, busy, full, add, cancel, remove }
}
