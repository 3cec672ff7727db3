console.log('Airlock');
