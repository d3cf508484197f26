// SPDX-License-Identifier: Apache-2.0
/** What may be done about an object, and what a product may receive of it. */
package org.ctdhub.policy;
