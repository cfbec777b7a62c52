import { fetchFile } from '@/api'
import { saveFile } from '@/lib/save'

const TYPES = { pdf: 'application/pdf', csv: 'text/csv' } as const

/** Fetches a document of one's own, which is there only with the session's token, and saves it under that name. */
export async function savePaper(path: string, name: string, form: keyof typeof TYPES = 'pdf'): Promise<void> {
  saveFile(await fetchFile(`${path}.${form}`, TYPES[form]), `${name}.${form}`)
}
