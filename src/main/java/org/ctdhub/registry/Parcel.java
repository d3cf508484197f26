// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;

/**
 * What a forward is told with one call, and who may tell it.
 *
 * @param attempt the claim under which it is told
 * @param kind syslog, webhook or mail
 * @param authority certificates that alone are trusted, as PEM; null: the system's
 * @param secret that signs it; null: none
 * @param delivery the same if the same is sent again
 * @param upTo the number up to which the forward was told once this was taken
 * @param failures how often in a row the forward could not be told
 */
public record Parcel(
        int forward,
        String name,
        int attempt,
        String kind,
        String address,
        String authority,
        String secret,
        News.Kind about,
        String delivery,
        long upTo,
        List<News> news,
        int failures) {

    public Parcel {
        news = List.copyOf(news);
    }

    /** Never shows the secret, nor the address, which may hold one. */
    @Override
    public String toString() {
        return "Parcel[" + name + " " + delivery + ", " + news.size() + "]";
    }
}
