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

package io.github.natsboot.autoconfigure.cache;

import java.util.List;
import java.util.function.Supplier;

import io.github.natsboot.autoconfigure.InvalidNatsPropertyException;
import io.github.natsboot.autoconfigure.NatsListenerAutoConfiguration;
import io.github.natsboot.cache.CacheTypes;
import io.github.natsboot.cache.CacheTypesPostProcessor;
import io.github.natsboot.cache.NatsCacheConfiguration;
import io.github.natsboot.cache.NatsCacheManager;
import io.github.natsboot.provisioning.JetStreamProvisioner;
import io.github.natsboot.support.NatsMessageConverter;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Auto-configuration of a cache manager over key-value buckets, for those who ask for it
 * with {@code nats.cache.enabled}. Comes before Spring Boot's own choice of a cache
 * manager, which then finds that there is one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NatsListenerAutoConfiguration.class,
		beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnBooleanProperty(name = "nats.cache.enabled")
@Conditional(NatsCacheAutoConfiguration.CachingNotSwitchedOff.class)
@ConditionalOnBean({ Connection.class, JetStreamProvisioner.class })
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@EnableConfigurationProperties(NatsCacheProperties.class)
public final class NatsCacheAutoConfiguration {

	NatsCacheAutoConfiguration() {
	}

	/**
	 * Made early, for a post-processor.
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheTypes natsCacheTypes() {
		return new CacheTypes();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheTypesPostProcessor natsCacheTypesPostProcessor(CacheTypes types) {
		return new CacheTypesPostProcessor(types);
	}

	@Bean
	NatsCacheManager cacheManager(Connection connection, JetStreamProvisioner provisioner, JetStreamOptions options,
			NatsMessageConverter converter, CacheTypes types, NatsCacheProperties properties, Environment environment,
			ObjectProvider<NatsCacheManagerBuilderCustomizer> customizers, ObjectProvider<Finisher> finishers) {
		if (properties.timeout().isNegative() || properties.timeout().isZero()) {
			throw new InvalidConfigurationPropertyValueException("nats.cache.timeout", properties.timeout(),
					"It must be more than zero.");
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("nats-cache-");
		executor.setVirtualThreads(Threading.VIRTUAL.isActive(environment));
		NatsCacheConfiguration defaults = check("nats.cache", () -> new NatsCacheConfiguration(properties.bucket(),
				null, properties.timeToLive(), properties.cacheNullValues()));
		NatsCacheManager.Builder builder = NatsCacheManager.builder(connection, provisioner)
			.jetStreamOptions(options)
			.converter(converter)
			.types(types)
			.timeout(properties.timeout())
			.executor(executor)
			.defaults(defaults);
		properties.caches()
			.forEach((name, cache) -> builder.cache(name,
					check("nats.cache.caches." + name, () -> configuration(cache, defaults))));
		Binder.get(environment)
			.bind("spring.cache.cache-names", Bindable.listOf(String.class))
			.orElse(List.of())
			.forEach((name) -> builder.cache(name, builder.configuration(name)));
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		NatsCacheManager manager = builder.build();
		finishers.forEach((finisher) -> finisher.finish(manager));
		return manager;
	}

	private static NatsCacheConfiguration configuration(NatsCacheProperties.Cache cache,
			NatsCacheConfiguration defaults) {
		PropertyMapper map = PropertyMapper.get();
		NatsCacheConfiguration configuration = defaults;
		configuration = map.from(cache::bucket).to(configuration, NatsCacheConfiguration::withBucket);
		configuration = map.from(cache::timeToLive).to(configuration, NatsCacheConfiguration::withTimeToLive);
		configuration = map.from(cache::cacheNullValues).to(configuration, NatsCacheConfiguration::withNullValues);
		Class<?> type = cache.type();
		return (type != null) ? configuration.withType(type) : configuration;
	}

	private static NatsCacheConfiguration check(String properties, Supplier<NatsCacheConfiguration> configuration) {
		try {
			return configuration.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidNatsPropertyException(properties, ex.getMessage() + ".", "Correct it.", ex);
		}
	}

	/**
	 * Has the last word on the cache manager.
	 */
	interface Finisher {

		void finish(NatsCacheManager manager);

	}

	/**
	 * What needs Spring Boot's module for caches, which may be missing. Its own
	 * configuration makes no customizers where there is a cache manager.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CacheManagerCustomizers.class)
	static class SpringBootCustomizers {

		@Bean
		Finisher natsCacheManagerFinisher(ObjectProvider<CacheManagerCustomizers> own,
				ObjectProvider<CacheManagerCustomizer<?>> customizers) {
			CacheManagerCustomizers all = own
				.getIfAvailable(() -> new CacheManagerCustomizers(customizers.orderedStream().toList()));
			return all::customize;
		}

	}

	/**
	 * As Spring Boot has it for tests, and for those who want none.
	 */
	static class CachingNotSwitchedOff extends NoneNestedConditions {

		CachingNotSwitchedOff() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty(name = "spring.cache.type", havingValue = "none")
		static class SwitchedOff {

		}

	}

}
