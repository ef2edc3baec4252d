/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.docs.howto;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

@Component
class Prices {

	private final AtomicInteger calls = new AtomicInteger();

	// tag::prices[]
	@Cacheable(cacheNames = "prices", sync = true)
	public Price price(String article, String currency) {
		return new Price(article, currency, ask(article));
	}

	@CacheEvict(cacheNames = "prices", allEntries = true)
	public void priceListChanged() {
	}
	// end::prices[]

	private BigDecimal ask(String article) {
		return BigDecimal.valueOf(article.length() + this.calls.getAndIncrement());
	}

	record Price(String article, String currency, BigDecimal amount) {
	}

}
