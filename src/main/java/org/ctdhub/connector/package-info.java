// SPDX-License-Identifier: Apache-2.0
/** What the hub knows of each kind of product: the folders under {@code connectors/}, their manifests, registrations. */
package org.ctdhub.connector;
