import { useQuery } from '@pinia/colada'
import { onScopeDispose, ref, watch } from 'vue'
import { type Attachment, fetchFile } from '@/api'

export const isPicture = (file: Attachment) => file.media_type.startsWith('image/')

/** The address of a picture that only who may see it can have; nothing for other files, and until it is there. */
export function usePicture(file: () => Attachment) {
  const query = useQuery({
    key: () => ['attachment', file().id],
    enabled: () => isPicture(file()),
    // What stands under an id never changes.
    staleTime: Number.POSITIVE_INFINITY,
    query: () => fetchFile(`/attachments/${file().id}`, 'image/*'),
  })
  const url = ref<string>()
  const free = () => url.value && URL.revokeObjectURL(url.value)
  watch(
    query.data,
    (blob) => {
      free()
      url.value = blob && URL.createObjectURL(blob)
    },
    { immediate: true },
  )
  onScopeDispose(free)
  return { url, failed: () => query.status.value === 'error' }
}
