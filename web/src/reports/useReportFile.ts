import { fetchFile } from '@/api'
import { saveFile } from '@/lib/save'

const TYPES = { pdf: 'application/pdf', json: 'application/json' } as const

/** Fetches the report of a month as a file and saves it. */
export async function saveReport(month: string, form: keyof typeof TYPES): Promise<void> {
  const path = form === 'pdf' ? `/reports/${month}.pdf` : `/reports/${month}`
  saveFile(await fetchFile(path, TYPES[form]), `tandem-report-${month}.${form}`)
}
