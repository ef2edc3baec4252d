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

package io.github.natsboot.autoconfigure.metrics;

import io.github.natsboot.autoconfigure.cache.NatsCacheAutoConfiguration;
import io.github.natsboot.cache.NatsCacheManager;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of caches, which Spring Boot registers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NatsCacheAutoConfiguration.class,
		beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, CacheMeterBinderProvider.class })
@ConditionalOnBean(NatsCacheManager.class)
public final class NatsCacheMetricsAutoConfiguration {

	NatsCacheMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(NatsCacheMeterBinderProvider.class)
	NatsCacheMeterBinderProvider natsCacheMeterBinderProvider() {
		return new NatsCacheMeterBinderProvider();
	}

}
