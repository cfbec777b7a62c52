/** Sends a request and tells how much of its body has gone, in percent. `fetch` can't tell that yet. */
export const withProgress =
  (tell: (percent: number) => void) =>
  async (request: Request): Promise<Response> => {
    const body = await request.blob()
    request.signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const sender = new XMLHttpRequest()
      sender.open(request.method, request.url)
      sender.responseType = 'blob'
      for (const [name, value] of request.headers) sender.setRequestHeader(name, value)
      sender.upload.addEventListener('progress', ({ loaded, total }) => total && tell((loaded * 100) / total))
      sender.addEventListener('load', () => resolve(answerOf(sender)))
      sender.addEventListener('error', () => reject(new TypeError('There is no connection.')))
      sender.addEventListener('abort', () =>
        reject(new DOMException('The upload was stopped.', 'AbortError')),
      )
      request.signal.addEventListener('abort', () => sender.abort())
      sender.send(body)
    })
  }

function answerOf(sender: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const name of ['Content-Type', 'Retry-After']) {
    const value = sender.getResponseHeader(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(sender.response as Blob, { status: sender.status, headers })
}
