import { UploadMethod } from '../../../generated/prisma/enums.js';

/** The methods of uploads as labels of metrics. */
export const methodNames = Object.values(UploadMethod).map((method) => method.toLowerCase());
