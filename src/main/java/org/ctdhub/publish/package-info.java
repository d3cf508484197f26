// SPDX-License-Identifier: Apache-2.0
/**
 * List files: rendered from the change log once for each change, kept on this node's disk, and handed out from there. While a
 * new one is being written, and while distribution is switched off, the old one stands.
 */
package org.ctdhub.publish;
