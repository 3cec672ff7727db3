/** One tab of the page: a document, and its variables as an object. */
export interface Tab {
  query: string;
  variables?: object;
}

const ID = 'upl_…';

/**
 * The tabs of a first visit, in the order of the walk: who calls, create, confirm, download, subscribe. The first needs no
 * variables: GraphiQL would not show them.
 */
export const walkTabs: Tab[] = [
  {
    query: `# Airlock takes files straight into object storage,
# and keeps them outside until they are proven to be
# what they claim and free of malware.
#
# 1. Write your API key (sk_…) into "Headers" below,
#    then run this. The other tabs bring in a file:
#    create, confirm, download, subscribe. Each needs
#    the key in its headers.
query WhoAmI {
  viewer {
    organizationId
    workspaceId
    scopes
    tier
  }
}
`,
  },
  {
    query: `# 2. Announce a file. Its bytes go to the presignedUrl
#    of the answer, with the headers of the answer:
#
# curl -X PUT -H 'Content-Type: text/plain' \\
#   -d 'Hello, Airlock.' '<presignedUrl>'
mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    uploadId
    status
    method
    presignedUrl
    headers {
      name
      value
    }
    expiresAt
  }
}
`,
    variables: {
      input: { bucketId: 'assets', filename: 'hello.txt', contentType: 'text/plain', fileSizeBytes: 15 },
    },
  },
  {
    query: `# 3. Say that the bytes have arrived, with the uploadId
#    of the second tab: they are scanned next. It is
#    safe to repeat this.
mutation ConfirmUpload($input: ConfirmUploadInput!) {
  confirmUpload(input: $input) {
    uploadId
    status
    statusReason
  }
}
`,
    variables: { input: { uploadId: ID } },
  },
  {
    query: `# 4. Read the file. Its downloadUrl is null until it is
#    available: the status says how far it is.
query DownloadFile($id: ID!) {
  file(id: $id) {
    status
    statusReason
    filename
    detectedType
    size
    sha256
    downloadUrl
  }
}
`,
    variables: { id: ID },
  },
  {
    query: `# 5. Follow what happens in the workspace. Run this,
#    then create and confirm another upload by the tabs
#    in a second window: each of its steps appears here.
#    uploadChanged(id: …) follows one upload.
subscription FollowWorkspace {
  workspaceActivity {
    type
    at
    upload {
      uploadId
      filename
      status
    }
  }
}
`,
  },
];
