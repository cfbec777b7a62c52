export { api, ask, attach, fetchFile, upload } from './client'
export { ApiProblem, type Fault } from './problem'
export type * from './types'
