/** A state machine that asks by create-urls: its history has the URLs. */
export const URLS_MACHINE = {
  name: 'SoakUrls',
  definition: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: 'create-urls',
          Payload: {
            'token.$': '$$.Task.Token',
            confirm: true,
            'title.$': '$.name',
            actions: [
              { name: 'approve', type: 'success', output: { action: 'approve' } },
              { name: 'reject', type: 'failure', error: 'rejected', cause: 'rejected' },
            ],
          },
        },
        End: true,
      },
    },
  },
} as const;
